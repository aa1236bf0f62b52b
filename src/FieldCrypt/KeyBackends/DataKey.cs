namespace FieldCrypt;

/// <summary>A 256-bit key fresh from a backend, in clear and wrapped. Disposing it zeroes the clear bytes.</summary>
/// <param name="plaintext">The key, 32 bytes; owned by this object.</param>
/// <param name="wrapped">The same key under the backend's key-encryption key.</param>
public sealed class DataKey(KeyMaterial plaintext, WrappedKey wrapped) : IDisposable
{
    /// <summary>The key in clear, 32 bytes.</summary>
    public KeyMaterial Plaintext { get; } = plaintext;

    /// <summary>The key under the key-encryption key.</summary>
    public WrappedKey Wrapped { get; } = wrapped;

    /// <inheritdoc/>
    public void Dispose() => Plaintext.Dispose();
}
