namespace FieldCrypt.Backends.Tests;

public sealed class EmbeddedConformanceTests : KeyBackendConformance
{
    protected override ValueTask<BackendUnderTest> StartAsync() => ValueTask.FromResult<BackendUnderTest>(new EmbeddedUnderTest());
}
