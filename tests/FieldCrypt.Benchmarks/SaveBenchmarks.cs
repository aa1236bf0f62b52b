using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace FieldCrypt.Benchmarks;

/// <summary>SaveChangesAsync of 10,000 new rows with three 16-character columns.</summary>
[MemoryDiagnoser]
[MedianColumn]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 6, iterationCount: 15, invocationCount: 1)]
public class SaveBenchmarks
{
    private Databases _databases = null!;

    [Params(DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql)]
    public DatabaseProvider Provider { get; set; }

    [GlobalSetup]
    public void SetUp() => _databases = new Databases(Provider);

    [IterationSetup]
    public void Recreate() => _databases.Recreate();

    [GlobalCleanup]
    public void CleanUp() => _databases.Dispose();

    [Benchmark(Baseline = true, Description = "plaintext")]
    public Task Plain() => _databases.SavePlainAsync();

    [Benchmark(Description = "FieldCrypt")]
    public Task Encrypted() => _databases.SaveEncryptedAsync();

    [Benchmark(Description = "Data Protection in a value converter")]
    public Task Protected() => _databases.SaveProtectedAsync();
}
