using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// A PKCS#11 token, such as a hardware security module, as a key backend. Keys are wrapped under a sensitive,
/// non-extractable AES key of the token, found by label; every version (CKA_ID) under that label unwraps, the newest
/// wraps. Thread-safe; disposing it closes its sessions and, as the last user, finalizes the module.
/// </summary>
/// <remarks>
/// The token is opened with the first call. Logins, sessions and key handles that get lost (token reset, pulled and put
/// back) are made anew by the next call. Source: PKCS #11 Cryptographic Token Interface, version 2.40, and 3.0 for
/// CKM_AES_KEY_WRAP_KWP.
/// </remarks>
public sealed class Pkcs11Backend : IKeyBackend, IDisposable
{
    /// <summary>The <see cref="WrappedKey.Provider"/> of this backend.</summary>
    public const string ProviderName = "pkcs11";

    private readonly Pkcs11Options _options;
    private readonly SessionPool _pool;
    private readonly TrustedKeys _trusted;

    /// <summary>Makes a backend; the module is loaded with the first call.</summary>
    /// <param name="options">The settings; copied.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: an option is missing or out of range.</exception>
    public Pkcs11Backend(Pkcs11Options options)
        : this(options, null)
    {
    }

    internal Pkcs11Backend(Pkcs11Options options, ITokenConnector? connector)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Validated();
        _trusted = new TrustedKeys(_options.KeyLabel, _options.AdditionalKeys);
        _pool = new SessionPool(connector ?? new TokenConnector(_options), _options);
    }

    /// <inheritdoc/>
    public string Provider => ProviderName;

    /// <inheritdoc/>
    public string KeyName => _options.KeyLabel;

    /// <inheritdoc/>
    public async ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!_options.UseTokenRandom)
            return await DataKey.GenerateAsync(this, context, cancellationToken).ConfigureAwait(false);
        KeyMaterial key = await RunAsync(static session => RandomOf(session.Session), KeyName, cancellationToken).ConfigureAwait(false);
        return await DataKey.WrapAsync(this, key, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(context);

        // The caller may dispose its key when it stops waiting, and the session's thread goes on.
        KeyMaterial held = KeyMaterial.CopyOf(key.Span);
        return await RunAsync(session => Wrap(session, held, context), KeyName, cancellationToken, held).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public KeyTrust Trusts(WrappedKey wrapped)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        return _trusted.Of(KekUri.LabelOf(wrapped.KeyId));
    }

    /// <inheritdoc/>
    public async ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        ArgumentNullException.ThrowIfNull(context);
        TrustedKeys.Demand(this, wrapped);
        string label = KekUri.LabelOf(wrapped.KeyId)!;
        WrappingVersion version = WrappingVersion.Parse(wrapped.KeyVersion) ?? throw Pkcs11Errors.NotAuthentic(wrapped.KeyId);
        return await RunAsync(session =>
        {
            TokenKey kek = Kek.Usable(anew => Kek.Find(session, label, version.Version, wrapped.KeyId, anew), version.Mechanism, wrapped.KeyId);
            return Unwrap(session.Session, kek, version.Mechanism, wrapped, context) ?? throw Pkcs11Errors.NotAuthentic(wrapped.KeyId);
        }, wrapped.KeyId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken) => await RunAsync(session =>
    {
        TokenKey kek = ActiveKek(session, anew: true);
        return new KeyDescription(ProviderName, KeyId(session), kek.Version, kek.IsDisabled ? KeyState.Disabled : KeyState.Enabled, null);
    }, KeyName, cancellationToken).ConfigureAwait(false);

    /// <summary>Closes the sessions. Calls still waiting for one are served first.</summary>
    public void Dispose() => _pool.Dispose();

    private static KeyMaterial RandomOf(ITokenSession session)
    {
        var key = new KeyMaterial(DataKey.Length);
        session.FillRandom(key.Span);
        return key;
    }

    private WrappedKey Wrap(SessionKeys session, KeyMaterial key, EncryptionContext context)
    {
        string keyId = KeyId(session);
        TokenKey kek = Kek.Usable(anew => ActiveKek(session, anew), _options.WrapMechanism, keyId);
        byte[] ciphertext = KeyWrapping.Wrap(session.Session, kek, _options.WrapMechanism, key, context, _options.UseTokenRandom);
        return new WrappedKey(ProviderName, keyId, new WrappingVersion(kek.Version, _options.WrapMechanism).ToString(), ciphertext);
    }

    private TokenKey ActiveKek(SessionKeys session, bool anew) => _options.KeyVersion is { } version
        ? Kek.Find(session, KeyName, version, KeyId(session), anew)
        : Kek.Newest(session.Versions(KeyName, anew)) ?? throw Pkcs11Errors.KeyNotFound(KeyId(session), session.Session.TokenLabel, null);

    private string KeyId(SessionKeys session) => KekUri.Of(session.Session.TokenLabel, KeyName);

    private KeyMaterial? Unwrap(ITokenSession session, TokenKey kek, Pkcs11WrapMechanism mechanism, WrappedKey wrapped, EncryptionContext context)
    {
        try
        {
            return KeyWrapping.Unwrap(session, kek, mechanism, wrapped.Ciphertext, context);
        }
        catch (Pkcs11Exception exception) when (SessionFailure.IsVague(exception.RV))
        {
            // Is it the ciphertext, or is the token unwell? A key of our own tells: it throws if the token is unwell.
            using KeyMaterial probe = KeyMaterial.Random(DataKey.Length);
            byte[] wrappedProbe = KeyWrapping.Wrap(session, kek, mechanism, probe, EncryptionContext.Empty, _options.UseTokenRandom);
            using KeyMaterial? opened = KeyWrapping.Unwrap(session, kek, mechanism, wrappedProbe, EncryptionContext.Empty);
            if (opened is null)
                throw;
            throw Pkcs11Errors.NotAuthentic(wrapped.KeyId, exception);
        }
    }

    private async ValueTask<T> RunAsync<T>(Func<SessionKeys, T> work, string keyId, CancellationToken cancellationToken, IDisposable? owned = null)
    {
        try
        {
            return await _pool.RunAsync(work, owned, cancellationToken).ConfigureAwait(false);
        }
        catch (Pkcs11Exception exception)
        {
            throw Pkcs11Errors.Translate(exception, keyId);
        }
    }
}
