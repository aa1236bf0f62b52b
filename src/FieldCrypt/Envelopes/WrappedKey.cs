namespace FieldCrypt;

/// <summary>
/// A data key or branch key encrypted under a key-encryption key. Immutable; the array is not to be changed.
/// </summary>
/// <param name="Provider">The kind of backend that wrapped it, such as <c>embedded</c>, <c>aws-kms</c>, <c>pkcs11</c>; 1 to 32 ASCII characters.</param>
/// <param name="KeyId">The full id of the key-encryption key in that backend, such as an ARN; 1 to 2,048 bytes of UTF-8.</param>
/// <param name="KeyVersion">The key's version and, where a backend has several, its wrapping mechanism; empty where the ciphertext itself says so.</param>
/// <param name="Ciphertext">The wrapped bytes, in the backend's own format; 1 to 8,192 bytes.</param>
public sealed record WrappedKey(string Provider, string KeyId, string KeyVersion, byte[] Ciphertext)
{
    /// <summary>Provider, key id and version, for messages: bounded, and without control characters.</summary>
    public override string ToString()
    {
        string key = $"{StoredText.Clean(Provider, 32)}:{StoredText.Clean(KeyId, StoredText.MaximumKeyId)}";
        return KeyVersion.Length == 0 ? key : $"{key}:{StoredText.Clean(KeyVersion, 255)}";
    }
}
