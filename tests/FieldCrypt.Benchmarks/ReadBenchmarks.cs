using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.Benchmarks;

/// <summary>
/// ToListAsync of 10,000 rows with three 16-character columns; and the raw calls that decrypting them cannot avoid, to
/// hold the added time against.
/// </summary>
[MemoryDiagnoser]
[MedianColumn]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 30, iterationCount: 31, invocationCount: 1)]
public class ReadBenchmarks
{
    private Databases _databases = null!;

    [Params(DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql)]
    public DatabaseProvider Provider { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _databases = new Databases(Provider);
        await _databases.SavePlainAsync();
        await _databases.SaveEncryptedAsync();
        await _databases.SaveProtectedAsync();
    }

    [GlobalCleanup]
    public void CleanUp() => _databases.Dispose();

    [Benchmark(Baseline = true, Description = "plaintext")]
    public async Task<int> Plain()
    {
        await using var context = new PlainContext(_databases.Plain);
        return (await context.Cards.AsNoTracking().ToListAsync()).Count;
    }

    [Benchmark(Description = "FieldCrypt")]
    public async Task<int> Encrypted()
    {
        await using var context = new EncryptedContext(_databases.Encrypted);
        return (await context.Cards.AsNoTracking().ToListAsync()).Count;
    }

    [Benchmark(Description = "Data Protection in a value converter")]
    public async Task<int> Protected()
    {
        await using ProtectedContext context = _databases.CreateProtected();
        return (await context.Cards.AsNoTracking().ToListAsync()).Count;
    }

    [Benchmark(Description = "raw calls alone")]
    public int Raw()
    {
        byte[] derived = new byte[64];
        byte[] plaintext = new byte[16];
        byte[] ciphertext = new byte[16];
        byte[] tag = new byte[16];
        byte[] nonce = new byte[12];
        byte[] aad = new byte[44];
        byte[] input = new byte[69];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, new byte[32]);
        hmac.AppendData(input);
        hmac.GetHashAndReset(derived);
        using (var aes = new AesGcm(derived.AsSpan(0, 32), 16))
            aes.Encrypt(nonce, plaintext, ciphertext, tag, aad);
        for (int row = 0; row < Databases.Rows; row++)
        {
            hmac.AppendData(input);
            hmac.GetHashAndReset(derived);
            using var aes = new AesGcm(derived.AsSpan(0, 32), 16);
            for (int i = 0; i < 3; i++)
                aes.Decrypt(nonce, ciphertext, tag, plaintext, aad);
        }

        return plaintext[0];
    }
}
