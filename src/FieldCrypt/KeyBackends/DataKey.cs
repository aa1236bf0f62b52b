namespace FieldCrypt;

/// <summary>A 256-bit key fresh from a backend, in clear and wrapped. Disposing it zeroes the clear bytes.</summary>
/// <param name="plaintext">The key, 32 bytes; owned by this object.</param>
/// <param name="wrapped">The same key under the backend's key-encryption key.</param>
public sealed class DataKey(KeyMaterial plaintext, WrappedKey wrapped) : IDisposable
{
    /// <summary>A data key's length in bytes: 32.</summary>
    public const int Length = 32;

    /// <summary>The key in clear, 32 bytes.</summary>
    public KeyMaterial Plaintext { get; } = plaintext;

    /// <summary>The key under the key-encryption key.</summary>
    public WrappedKey Wrapped { get; } = wrapped;

    /// <summary>Makes a key here and has a backend wrap it, for places that make no keys themselves.</summary>
    /// <param name="backend">The backend that wraps.</param>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As <see cref="IKeyBackend.WrapKeyAsync"/>.</exception>
    public static ValueTask<DataKey> GenerateAsync(IKeyBackend backend, EncryptionContext context, CancellationToken cancellationToken)
        => WrapAsync(backend, KeyMaterial.Random(Length), context, cancellationToken);

    /// <summary>Has a backend wrap a fresh key, which is disposed if that fails.</summary>
    /// <param name="backend">The backend that wraps.</param>
    /// <param name="key">The key, 32 bytes; owned by the data key from here on.</param>
    /// <param name="context">The encryption context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">As <see cref="IKeyBackend.WrapKeyAsync"/>.</exception>
    public static async ValueTask<DataKey> WrapAsync(IKeyBackend backend, KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            return new DataKey(key, await backend.WrapKeyAsync(key, context, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Plaintext.Dispose();
}
