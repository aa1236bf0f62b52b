using FieldCrypt.TestKit;

namespace FieldCrypt.Benchmarks;

/// <summary>A key ring over memory that opens its branch key once, so that the benchmarks measure what is above it.</summary>
internal static class BenchmarkKeys
{
    public static KeyRing CreateKeyRing()
        => new(new KeyRingOptions { LeaseMaximumAge = TimeSpan.FromHours(1) }, [new MemoryKeyBackend()], new MemoryBranchKeyStore());
}
