using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.Backends.Tests;

/// <summary>The aws command line opens what lies in the database: then values decrypt with what it gave and no KMS at all.</summary>
public sealed class AwsKmsWitnessTests(MotoServer moto) : IAsyncLifetime
{
    private const string Pan = "4000001234567899";
    private static readonly EncryptedColumn<string> s_pan = new("Payment", "Pan", EncryptionContext.Parse("Department=finance"), ValueEncodings.String);
    private readonly Ledger _ledger = new();
    private AwsKmsUnderTest _test = null!;

    public async ValueTask InitializeAsync() => _test = await AwsKmsUnderTest.StartAsync(moto);

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _test.DisposeAsync();
    }

    [Fact]
    public async Task Data_key_in_an_envelope_of_direct_mode_opens_by_the_aws_command_line()
    {
        await using (ServiceProvider process = _ledger.Process(keys => keys.UseAwsKms(_test.Alias, options => options.Client = _test.Client).UseDirectDataKeys()))
            await Ledger.SaveAsync(process, [new Payment { Pan = Pan }]);
        byte[] stored = _ledger.Stored("Payments", "Pan");
        using var offline = new KeyRing(new KeyRingOptions { DataKeys = DataKeyMode.Direct, BackendTimeout = TimeSpan.FromMinutes(1) }, [new OpenedElsewhere(_test.Key.Arn, DecryptByCommandLineAsync)], null);

        (await offline.DecryptAsync(s_pan, stored)).ShouldBe(Pan);
    }

    [Fact]
    public async Task Branch_key_in_its_store_opens_by_the_aws_command_line()
    {
        await using (ServiceProvider process = _ledger.Process(keys => keys.UseAwsKms(_test.Alias, options => options.Client = _test.Client).UseEmbeddedBranchKeyStore(_ledger.BranchKeys)))
            await Ledger.SaveAsync(process, [new Payment { Pan = Pan }]);
        using var store = new EmbeddedBranchKeyStore(_ledger.BranchKeys);
        using var offline = new KeyRing(new KeyRingOptions { BackendTimeout = TimeSpan.FromMinutes(1) }, [new OpenedElsewhere(_test.Key.Arn, DecryptByCommandLineAsync)], store);

        (await offline.DecryptAsync(s_pan, _ledger.Stored("Payments", "Pan"))).ShouldBe(Pan);
    }

    private async Task<byte[]> DecryptByCommandLineAsync(WrappedKey wrapped, EncryptionContext context)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, wrapped.Ciphertext);
            return Convert.FromBase64String(await moto.AwsAsync("kms", "decrypt", "--ciphertext-blob", $"fileb://{file}", "--key-id", wrapped.KeyId, "--encryption-context", context.ToString(), "--query", "Plaintext"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A backend whose keys others open.</summary>
    private sealed class OpenedElsewhere(string keyId, Func<WrappedKey, EncryptionContext, Task<byte[]>> open) : IKeyBackend
    {
        public string Provider => "aws-kms";

        public string KeyName => keyId;

        public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial material, EncryptionContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
            => KeyMaterial.CopyOf(await open(wrapped, context));

        public ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
