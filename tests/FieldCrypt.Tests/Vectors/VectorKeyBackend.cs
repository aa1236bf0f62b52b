using System.Text.Json;

namespace FieldCrypt.Tests.Vectors;

/// <summary>
/// Opens the wrapped keys of docs/vectors: those of the embedded store by the key given, and by itself what
/// <see cref="WrapClear"/> made of a key that a vector gives in clear.
/// </summary>
internal sealed class VectorKeyBackend(JsonElement kek) : IKeyBackend
{
    private const string ClearVersion = "clear";

    public string Provider => "embedded";

    public string KeyName => kek.Text("key_id");

    public WrappedKey WrapClear(byte[] key) => new(Provider, KeyName, ClearVersion, key);

    public ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
    {
        if (wrapped.KeyVersion == ClearVersion)
            return ValueTask.FromResult(KeyMaterial.CopyOf(wrapped.Ciphertext));
        using KeyMaterial key = KeyMaterial.CopyOf(kek.Hex("key"));
        bool known = wrapped.KeyId == KeyName && wrapped.KeyVersion == kek.Text("key_version")
            && KekCiphertext.TryReadKey(wrapped.Ciphertext, out Guid id, out int version) && id == Guid.Parse(KeyName) && $"{version}" == wrapped.KeyVersion;
        return ValueTask.FromResult((known ? KekCiphertext.TryDecrypt(key, wrapped.Ciphertext, context) : null)
            ?? throw new FieldCryptException(FieldCryptError.AuthenticationFailed, "The key does not open it."));
    }

    public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        KeyMaterial key = KeyMaterial.Random(32);
        return ValueTask.FromResult(new DataKey(key, WrapClear(key.Span.ToArray())));
    }

    public ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
