using System.Collections.Frozen;

namespace FieldCrypt;

/// <summary>
/// The key-encryption keys whose wrapped keys a backend opens: the configured one and those that its options list. For
/// authors of key backends. Immutable and thread-safe.
/// </summary>
public sealed class TrustedKeys
{
    private readonly FrozenSet<string> _keyIds;

    /// <summary>Makes the list.</summary>
    /// <param name="configured">The configured key, as it stands in <see cref="WrappedKey.KeyId"/>.</param>
    /// <param name="additional">The keys listed beside it, likewise.</param>
    public TrustedKeys(string configured, IEnumerable<string> additional)
    {
        ArgumentException.ThrowIfNullOrEmpty(configured);
        ArgumentNullException.ThrowIfNull(additional);
        _keyIds = additional.Append(configured).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>What <see cref="IKeyBackend.Trusts"/> says of a key.</summary>
    /// <param name="keyId">The key's id, without version.</param>
    public KeyTrust Of(string? keyId) => keyId is not null && _keyIds.Contains(keyId) ? KeyTrust.Trusted : KeyTrust.NotTrusted;

    /// <summary>Refuses a wrapped key that a backend does not trust; called before anything is sent.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="wrapped">The wrapped key, as it was stored.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotTrusted"/>.</exception>
    public static void Demand(IKeyBackend backend, WrappedKey wrapped)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(wrapped);
        if (wrapped.Provider != backend.Provider || backend.Trusts(wrapped) == KeyTrust.NotTrusted)
            throw NotTrusted(backend, wrapped);
    }

    /// <summary>The refusal of a wrapped key.</summary>
    /// <param name="backend">The backend that does not trust it.</param>
    /// <param name="wrapped">The wrapped key, as it was stored.</param>
    public static FieldCryptException NotTrusted(IKeyBackend backend, WrappedKey wrapped)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(wrapped);
        return new FieldCryptException(FieldCryptError.KeyNotTrusted,
            $"The stored key names \"{wrapped}\", which is neither the configured key {backend.KeyName} of {backend.Provider} nor listed in its options, so nothing was sent to it. If that key is yours, list it in AdditionalKeys of the backend's options; if not, find out who wrote to the database or the branch key store.")
        { KeyId = wrapped.KeyId };
    }
}
