using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.AspNetCore.DataProtection;

namespace FieldCrypt.Benchmarks;

/// <summary>
/// One record of three 16-byte fields, against the raw calls that cannot be avoided (one derivation, one key schedule,
/// three AES-GCM calls) and against ASP.NET Core Data Protection.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class RecordBenchmarks
{
    private const string Value = "4111111111111111";

    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance");

    private readonly EncryptedColumn<string>[] _columns =
    [
        new("Card", "Pan", s_context, ValueEncodings.String),
        new("Card", "Holder", s_context, ValueEncodings.String),
        new("Card", "Expiry", s_context, ValueEncodings.String),
    ];

    private readonly byte[] _plaintext = Encoding.UTF8.GetBytes(Value);
    private readonly byte[] _ciphertext = new byte[16];
    private readonly byte[] _tag = new byte[16];
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _aad = new byte[44];
    private readonly byte[] _salt = new byte[69];
    private readonly byte[] _derived = new byte[64];
    private readonly byte[] _random = new byte[60];
    private readonly byte[][] _envelopes = new byte[3][];
    private readonly byte[][] _otherEnvelopes = new byte[3][];
    private bool _odd;
    private IncrementalHash _hmac = null!;
    private KeyRing _ring = null!;
    private IDataProtector _protector = null!;
    private string[] _protected = null!;

    [GlobalSetup]
    public async Task SetUp()
    {
        byte[] branchKey = RandomNumberGenerator.GetBytes(32);
        _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, branchKey);
        _hmac.AppendData(_salt);
        _hmac.GetHashAndReset(_derived);
        using (var aes = new AesGcm(_derived.AsSpan(0, 32), 16))
            aes.Encrypt(_nonce, _plaintext, _ciphertext, _tag, _aad);

        _ring = BenchmarkKeys.CreateKeyRing();
        foreach (byte[][] envelopes in (byte[][][])[_envelopes, _otherEnvelopes])
        {
            using RecordKey key = await _ring.CreateRecordKeyAsync(s_context);
            for (int i = 0; i < 3; i++)
                envelopes[i] = _columns[i].Encrypt(Value, key);
        }

        _protector = new EphemeralDataProtectionProvider().CreateProtector("Card");
        _protected = [.. Enumerable.Range(0, 3).Select(_ => _protector.Protect(Value))];
    }

    [Benchmark(Baseline = true, Description = "raw calls"), BenchmarkCategory("encrypt a record")]
    public byte[] RawEncrypt()
    {
        _hmac.AppendData(_salt);
        _hmac.GetHashAndReset(_derived);
        using var aes = new AesGcm(_derived.AsSpan(0, 32), 16);
        for (int i = 0; i < 3; i++)
            aes.Encrypt(_nonce, _plaintext, _ciphertext, _tag, _aad);
        return _ciphertext;
    }

    [Benchmark(Description = "raw calls and a fresh salt and nonces"), BenchmarkCategory("encrypt a record")]
    public byte[] RawEncryptWithDraw()
    {
        RandomNumberGenerator.Fill(_random);
        return RawEncrypt();
    }

    [Benchmark(Description = "FieldCrypt"), BenchmarkCategory("encrypt a record")]
    public byte[] Encrypt()
    {
        using RecordKey key = _ring.CreateRecordKey(s_context);
        byte[] last = [];
        foreach (EncryptedColumn<string> column in _columns)
            last = column.Encrypt(Value, key);
        return last;
    }

    [Benchmark(Description = "ASP.NET Core Data Protection"), BenchmarkCategory("encrypt a record")]
    public string DataProtectionEncrypt()
    {
        string last = "";
        for (int i = 0; i < 3; i++)
            last = _protector.Protect(Value);
        return last;
    }

    [Benchmark(Baseline = true, Description = "raw calls"), BenchmarkCategory("decrypt a record")]
    public byte[] RawDecrypt()
    {
        _hmac.AppendData(_salt);
        _hmac.GetHashAndReset(_derived);
        using var aes = new AesGcm(_derived.AsSpan(0, 32), 16);
        for (int i = 0; i < 3; i++)
            aes.Decrypt(_nonce, _ciphertext, _tag, _plaintext, _aad);
        return _plaintext;
    }

    [Benchmark(Description = "FieldCrypt"), BenchmarkCategory("decrypt a record")]
    public string Decrypt()
    {
        // Two records in turn, so that each is a new one to the reader.
        byte[][] envelopes = (_odd = !_odd) ? _envelopes : _otherEnvelopes;
        string last = "";
        for (int i = 0; i < 3; i++)
            last = _ring.Decrypt(_columns[i], envelopes[i]);
        return last;
    }

    [Benchmark(Description = "ASP.NET Core Data Protection"), BenchmarkCategory("decrypt a record")]
    public string DataProtectionDecrypt()
    {
        string last = "";
        foreach (string value in _protected)
            last = _protector.Unprotect(value);
        return last;
    }
}
