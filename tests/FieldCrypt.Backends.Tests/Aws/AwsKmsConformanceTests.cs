namespace FieldCrypt.Backends.Tests;

public sealed class AwsKmsConformanceTests(MotoServer moto) : KeyBackendConformance
{
    protected override async ValueTask<BackendUnderTest> StartAsync() => await AwsKmsUnderTest.StartAsync(moto);
}
