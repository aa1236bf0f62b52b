using System.Buffers.Binary;
using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// Makes, rotates, disables and destroys the versions of a key-encryption key on a token. A backend does none of this
/// by itself. Each change has its intent in the audit trail before it and its outcome after it
/// (<see cref="Pkcs11Options.AuditSinks"/>); where the intent cannot be written nothing is changed. Thread-safe; keep it
/// apart from the application and its PIN where the token tells roles apart.
/// </summary>
public sealed class Pkcs11KeyAdministration : IDisposable
{
    private const int MaximumLooks = 20;
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMilliseconds(50);

    private readonly Pkcs11Options _options;
    private readonly SessionPool _pool;
    private readonly AuditTrail _audit;

    /// <summary>Makes an administration of the key that the options name.</summary>
    /// <param name="options">The settings; copied. <see cref="Pkcs11Options.WrapMechanism"/> decides what new versions may do.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: an option is missing or out of range.</exception>
    public Pkcs11KeyAdministration(Pkcs11Options options)
        : this(options, null)
    {
    }

    internal Pkcs11KeyAdministration(Pkcs11Options options, ITokenConnector? connector)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Validated();
        _audit = new AuditTrail([.. _options.AuditSinks], _options.Principal, _options.TimeProvider);
        _pool = new SessionPool(connector ?? new TokenConnector(_options), _options);
    }

    private bool ForGcm => _options.WrapMechanism == Pkcs11WrapMechanism.AesGcm;

    /// <summary>Makes the key's first version: AES-256, generated in the token, sensitive, not extractable.</summary>
    /// <param name="cancellationToken">Lets the caller go; the token may finish.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: the key exists. Otherwise as in <see cref="IKeyBackend"/>.</exception>
    public Task<Pkcs11KeyVersion> CreateKeyAsync(CancellationToken cancellationToken = default) => AddVersionAsync("CreateKey", session =>
    {
        if (Versions(session).Count > 0)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"Key {KeyId(session)} exists. Use it, or add a version by RotateKeyAsync.") { KeyId = KeyId(session) };
        return CreateVersion(session);
    }, cancellationToken);

    /// <summary>
    /// Makes the key's next version, which wraps from now on; older versions go on unwrapping. Backends take it up within
    /// <see cref="Pkcs11Options.KeyLookupInterval"/>. Then rewrap the branch keys.
    /// </summary>
    /// <param name="cancellationToken">Lets the caller go; the token may finish.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>: there is no such key yet. Otherwise as in <see cref="IKeyBackend"/>.</exception>
    public Task<Pkcs11KeyVersion> RotateKeyAsync(CancellationToken cancellationToken = default) => AddVersionAsync("RotateKey", session =>
        Versions(session).Count == 0 ? throw Pkcs11Errors.KeyNotFound(KeyId(session), session.Session.TokenLabel, null) : CreateVersion(session), cancellationToken);

    /// <summary>All versions, oldest first; empty if there is no such key.</summary>
    /// <param name="cancellationToken">Lets the caller go.</param>
    /// <exception cref="FieldCryptException">As in <see cref="IKeyBackend"/>.</exception>
    public Task<IReadOnlyList<Pkcs11KeyVersion>> ListVersionsAsync(CancellationToken cancellationToken = default)
        => RunAsync(session => Describe(session, Versions(session)), cancellationToken);

    /// <summary>Takes every use from a version until it is enabled; backends are refused by the token at once.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Lets the caller go; the token may finish.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>; <see cref="FieldCryptError.AccessDenied"/> where the token does not let attributes change.</exception>
    public Task DisableVersionAsync(string version, CancellationToken cancellationToken = default)
        => ChangeAsync("DisableKeyVersion", version, (session, key) => session.SetUsable(key, usable: false, ForGcm), cancellationToken);

    /// <summary>Gives a disabled version back the use that <see cref="Pkcs11Options.WrapMechanism"/> needs.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Lets the caller go; the token may finish.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>; <see cref="FieldCryptError.AccessDenied"/> where the token does not let attributes change.</exception>
    public Task EnableVersionAsync(string version, CancellationToken cancellationToken = default)
        => ChangeAsync("EnableKeyVersion", version, (session, key) => session.SetUsable(key, usable: true, ForGcm), cancellationToken);

    /// <summary>Destroys a version on this token: what it wraps cannot be opened again, save by a backup of the token.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Lets the caller go; the token may finish.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>. Otherwise as in <see cref="IKeyBackend"/>.</exception>
    public Task DestroyVersionAsync(string version, CancellationToken cancellationToken = default)
        => ChangeAsync("DestroyKeyVersion", version, static (session, key) => session.Destroy(key), cancellationToken);

    /// <summary>Closes the sessions.</summary>
    public void Dispose() => _pool.Dispose();

    private Pkcs11KeyVersion CreateVersion(SessionKeys session)
    {
        TokenKey? newest = Kek.Newest(Versions(session));
        byte[] id = NextId(newest);
        session.Session.CreateKey(_options.KeyLabel, id, ForGcm);
        string version = Convert.ToHexStringLower(id);

        IReadOnlyList<TokenKey> versions = VersionsWith(version, session);
        return versions.Count(key => key.Version == version) switch
        {
            0 => throw Pkcs11Errors.NotYetListed(KeyId(session), version),
            1 => Describe(session, versions).Single(found => found.Version == version),
            // Two rotations at one moment would give two keys one CKA_ID, of which neither could be told.
            _ => throw Pkcs11Errors.Ambiguous(KeyId(session), version),
        };
    }

    /// <summary>All versions, once the one just made is among them: SoftHSM now and then lists a new object a moment later.</summary>
    private IReadOnlyList<TokenKey> VersionsWith(string version, SessionKeys session)
    {
        for (int look = 1; ; look++)
        {
            IReadOnlyList<TokenKey> versions = Versions(session);
            if (look == MaximumLooks || versions.Any(key => key.Version == version))
                return versions;
            Thread.Sleep(s_lookInterval);
        }
    }

    private static byte[] NextId(TokenKey? newest)
    {
        ReadOnlySpan<byte> last = newest is null ? [] : newest.Id.AsSpan().TrimStart((byte)0);
        if (last.Length > sizeof(uint))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The newest version has CKA_ID {newest!.Version}, which cannot be counted on from. Make the next version by the token's own tools, with a greater CKA_ID.");
        Span<byte> padded = stackalloc byte[sizeof(uint)];
        padded.Clear();
        last.CopyTo(padded[(sizeof(uint) - last.Length)..]);
        byte[] next = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(next, checked(BinaryPrimitives.ReadUInt32BigEndian(padded) + 1));
        return next;
    }

    private IReadOnlyList<Pkcs11KeyVersion> Describe(SessionKeys session, IReadOnlyList<TokenKey> versions)
    {
        string? active = _options.KeyVersion ?? Kek.Newest(versions)?.Version;
        return [.. versions.Order(Comparer<TokenKey>.Create(TokenKey.CompareVersions))
            .Select(key => new Pkcs11KeyVersion(KeyId(session), key.Version, key.IsDisabled ? KeyState.Disabled : KeyState.Enabled, key.Version == active))];
    }

    private IReadOnlyList<TokenKey> Versions(SessionKeys session) => session.Versions(_options.KeyLabel, anew: true);

    private string KeyId(SessionKeys session) => KekUri.Of(session.Session.TokenLabel, _options.KeyLabel);

    private Task<Pkcs11KeyVersion> AddVersionAsync(string operation, Func<SessionKeys, Pkcs11KeyVersion> add, CancellationToken cancellationToken)
        => _audit.ChangeAsync(Intended(operation, ""), async change =>
        {
            Pkcs11KeyVersion added = await RunAsync(add, CancellationToken.None).ConfigureAwait(false);
            change.KeyId = AuditName(added.KeyId);
            change.KeyVersion = added.Version;
            return added;
        }, cancellationToken);

    private Task ChangeAsync(string operation, string version, Action<ITokenSession, TokenKey> apply, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        return _audit.ChangeAsync(Intended(operation, version), change => RunAsync(session =>
        {
            change.KeyId = AuditName(KeyId(session));
            apply(session.Session, Kek.Find(session, _options.KeyLabel, version, KeyId(session), anew: true));
            return true;
        }, CancellationToken.None), cancellationToken);
    }

    private AuditedChange Intended(string operation, string version) => new(operation, AuditName(KekUri.Of(_options.TokenLabel ?? "", _options.KeyLabel)), version);

    private static string AuditName(string keyId) => $"{Pkcs11Backend.ProviderName}:{keyId}";

    private async Task<T> RunAsync<T>(Func<SessionKeys, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _pool.RunAsync(work, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Pkcs11Exception exception)
        {
            throw Pkcs11Errors.Translate(exception, _options.KeyLabel);
        }
    }
}
