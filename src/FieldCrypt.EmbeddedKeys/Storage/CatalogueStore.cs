using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FieldCrypt;

/// <summary>
/// The catalogue on the disk: reads and authenticates it when it changed, changes it in one transaction, and holds the
/// root key while the store is open. Thread-safe.
/// </summary>
internal sealed class CatalogueStore : IDisposable
{
    /// <summary>How often a store in use records the clock.</summary>
    public static readonly TimeSpan SightingInterval = TimeSpan.FromHours(1);

    private readonly StoreFile _file;
    private readonly Func<StoreHeader, RootKey, Catalogue> _createInitial;
    private readonly TimeProvider _time;
    private readonly TimeSpan _maximumClockJump;

    // Everything below is used in a transaction of the file only, and so by one thread at a time.
    private RootKeySource _source;
    private RootKey? _root;
    private Catalogue? _catalogue;
    private byte[] _mac = [];

    public CatalogueStore(string path, EmbeddedKeyStoreOptions options, RootKeySource source, Func<StoreHeader, RootKey, Catalogue> createInitial)
    {
        _source = source;
        _createInitial = createInitial;
        _time = options.TimeProvider;
        _maximumClockJump = options.MaximumClockJump;
        var creation = new StoreCreation(path, source.KeyFilePath, options.BusyTimeout);
        _file = new StoreFile(
            path,
            options.BusyTimeout,
            options.MaximumPages,
            () => creation.EnsureExists(options.CreateIfMissing, options.AcceptExistingKeyFile, Initialize),
            UnlockBeforeTransaction);
    }

    public string Path => _file.Path;

    /// <summary>Where the root key comes from.</summary>
    public RootKeySource Source => Volatile.Read(ref _source);

    /// <summary>The clock, in the milliseconds that the file keeps.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The time by which what happens by itself is due.</summary>
    public StoreTime TimeOf(Catalogue catalogue) => StoreTime.Of(catalogue.Header, Now, _maximumClockJump);

    /// <summary>Whether the clock is to be recorded, so that its next step is measured from now.</summary>
    public bool IsSightingDue(Catalogue catalogue) => !IsReadOnly && (Now - catalogue.Header.ClockAt).Duration() >= SightingInterval;

    /// <summary>Whether the file could be opened for reading only; to be asked in a read.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>The root key while it is in memory, for tests that look at it after disposal.</summary>
    internal RootKey? Root => _root;

    public void Open() => _file.Read(connection => Load(connection));

    public Task<T> ReadAsync<T>(Func<Catalogue, RootKey, T> read, CancellationToken cancellationToken)
        => _file.ReadAsync(connection => read(Load(connection), _root!), cancellationToken);

    /// <summary>Reads the header without the root key, not yet authenticated, and whether the root key it asks for is in memory.</summary>
    public Task<(StoreHeader Header, bool IsOpen)> ReadHeaderAsync(CancellationToken cancellationToken)
        => _file.ReadLockedAsync(
            connection =>
            {
                StoreHeader header = ReadRows(() => CatalogueTables.ReadHeader(connection)).Header;
                return (header, IsOpenUnder(header));
            },
            cancellationToken);

    /// <summary>Gets the root key anew from a source, and gives what shows that it was this store's.</summary>
    public async Task<byte[]> ProveRootKeyAsync(RootKeySource source, CancellationToken cancellationToken)
    {
        try
        {
            (StoreHeader header, _) = await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
            if (header.RootKind != source.Kind)
                throw KeyStoreErrors.RootKindDiffers(Path, header.RootKind, source.Description);
            return await Task.Run(
                () =>
                {
                    using var root = new RootKey(source.GetKey(header.RootParameters, Path), header.StoreId);
                    return root.Check;
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            (source as IDisposable)?.Dispose();
        }
    }

    /// <summary>Refuses what <see cref="ProveRootKeyAsync"/> gave, if it shows another root key than the catalogue is under.</summary>
    public void RequireProof(Catalogue catalogue, ReadOnlySpan<byte> proof, RootKeySource source)
    {
        if (!CryptographicOperations.FixedTimeEquals(proof, catalogue.Header.RootCheck))
            throw KeyStoreErrors.RootKeyWrong(Path, source.Description);
    }

    /// <summary>Changes the catalogue; what is not changed is not written.</summary>
    public Task<T> ChangeAsync<T>(Func<Catalogue, RootKey, (Catalogue After, T Result)> change, CancellationToken cancellationToken)
        => _file.WriteAsync(
            connection =>
            {
                Catalogue before = Load(connection);
                Catalogue sighted = Sight(before);
                (Catalogue after, T result) = change(sighted, _root!);
                if (!ReferenceEquals(sighted, after))
                    Write(connection, before, after, _root!);
                return result;
            },
            cancellationToken);

    /// <summary>Reads or changes branch keys, which their sets authenticate.</summary>
    public Task<T> ReadBranchKeysAsync<T>(Func<BranchKeyTable, T> read, CancellationToken cancellationToken)
        => _file.ReadAsync(connection => read(BranchKeys(connection)), cancellationToken);

    /// <inheritdoc cref="ReadBranchKeysAsync"/>
    public Task<T> ChangeBranchKeysAsync<T>(Func<BranchKeyTable, T> change, CancellationToken cancellationToken)
        => _file.WriteAsync(connection => change(BranchKeys(connection)), cancellationToken);

    /// <summary>Wraps everything under the root key of another source, in one transaction.</summary>
    public async Task ChangeRootAsync(RootKeySource source, CancellationToken cancellationToken)
    {
        try
        {
            await ChangeRootUnzeroedAsync(source, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            (source as IDisposable)?.Dispose();
        }
    }

    private async Task ChangeRootUnzeroedAsync(RootKeySource source, CancellationToken cancellationToken)
    {
        // Who cannot open the store makes no key file; and nobody waits in a transaction for a passphrase.
        await ReadAsync(static (_, _) => true, cancellationToken).ConfigureAwait(false);
        if (source.KeyFilePath is not null && source.KeyFilePath == Source.KeyFilePath)
            throw KeyStoreErrors.SameRootKey(Path, source.Description);
        byte[] parameters = source.CreateParameters();
        using KeyMaterial key = await Task.Run(() => MakeKey(source, parameters), cancellationToken).ConfigureAwait(false);
        await _file.WriteAsync(
            connection =>
            {
                Catalogue before = Load(connection);
                var root = new RootKey(KeyMaterial.CopyOf(key.Span), before.Header.StoreId);
                try
                {
                    if (CryptographicOperations.FixedTimeEquals(root.Check, before.Header.RootCheck))
                        throw KeyStoreErrors.SameRootKey(Path, source.Description);
                    StoreHeader header = before.Header with { RootKind = source.Kind, RootParameters = parameters, RootCheck = root.Check };
                    BranchKeyTable branchKeys = BranchKeys(connection);
                    Write(connection, before, Rewrap(before, _root!, root) with { Header = header }, root);
                    branchKeys.Authenticate(root);
                    return root;
                }
                catch
                {
                    root.Dispose();
                    throw;
                }
            },
            cancellationToken,
            committed: root =>
            {
                _root!.Dispose();
                _root = root;
                _source = source;
            }).ConfigureAwait(false);
    }

    /// <summary>Zeroes the root key; the next call gets it anew from its source.</summary>
    public Task LockAsync() => _file.ReadLockedAsync(
        _ =>
        {
            _root?.Dispose();
            _root = null;
            _catalogue = null;
            return true;
        },
        CancellationToken.None);

    public void Dispose() => _file.Dispose(() =>
    {
        _root?.Dispose();
        (_source as IDisposable)?.Dispose();
    });

    private KeyMaterial MakeKey(RootKeySource source, byte[] parameters)
    {
        try
        {
            if (source.KeyFilePath is { } keyFile && !File.Exists(keyFile))
                KeyFileRootKey.Create(keyFile, System.IO.Path.GetFileName(Path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw KeyStoreErrors.RootKeyUnavailable(Path, $"the key file {source.KeyFilePath} cannot be made", "Check the folder, and that this user may write to it.", exception);
        }

        return source.GetKey(parameters, Path);
    }

    private BranchKeyTable BranchKeys(SqliteConnection connection)
    {
        Load(connection);
        return new BranchKeyTable(connection, Path, _root!);
    }

    private void Initialize(SqliteConnection connection, string? newKeyFile)
    {
        byte[] parameters = _source.CreateParameters();
        var storeId = Guid.NewGuid();
        KeyMaterial key = newKeyFile is null ? _source.GetKey(parameters, Path) : KeyFileRootKey.Read(newKeyFile, Path);
        var root = new RootKey(key, storeId);
        try
        {
            var header = new StoreHeader(storeId, Now, _source.Kind, parameters, root.Check, Revision: 0, ClockAt: Now, ObservedAt: Now);
            Write(connection, Catalogue.Empty(header), _createInitial(header, root), root);
        }
        catch
        {
            root.Dispose();
            throw;
        }

        // Kept, so that the source is asked once; should the file not come to be, its header asks for another.
        _root?.Dispose();
        _root = root;
    }

    private Catalogue Load(SqliteConnection connection)
    {
        IsReadOnly = raw.sqlite3_db_readonly(connection.Handle, "main") == 1;
        (StoreHeader header, byte[] mac) = ReadRows(() => CatalogueTables.ReadHeader(connection));
        Unlock(header);
        if (_catalogue?.Header.Revision == header.Revision && mac.AsSpan().SequenceEqual(_mac))
            return _catalogue;

        Catalogue catalogue = ReadRows(() => CatalogueTables.Read(connection, header));
        if (!CryptographicOperations.FixedTimeEquals(CatalogueMac.Compute(catalogue, _root!), mac))
            throw KeyStoreErrors.Corrupt(Path, "its rows were changed by something other than FieldCrypt");
        _mac = mac;
        return _catalogue = catalogue;
    }

    /// <summary>Rows may not even have the right shape, such as an id that is none.</summary>
    private T ReadRows<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or ArgumentException or InvalidOperationException or OverflowException or FieldCryptException { Error: FieldCryptError.InvalidArgument or FieldCryptError.InvalidContext })
        {
            throw KeyStoreErrors.Corrupt(Path, "its rows cannot be read", exception);
        }
    }

    /// <summary>A passphrase may be asked of a person: meanwhile no lock on the file is held.</summary>
    private void UnlockBeforeTransaction(SqliteConnection connection)
    {
        if (_root is null)
            Unlock(ReadRows(() => CatalogueTables.ReadHeader(connection)).Header);
    }

    private bool IsOpenUnder(StoreHeader header) => _root is not null && CryptographicOperations.FixedTimeEquals(_root.Check, header.RootCheck);

    /// <summary>Gets the root key at first use, and again when another process changed it.</summary>
    private void Unlock(StoreHeader header)
    {
        if (IsOpenUnder(header))
            return;
        if (header.RootKind != _source.Kind)
            throw KeyStoreErrors.RootKindDiffers(Path, header.RootKind, _source.Description);

        var root = new RootKey(_source.GetKey(header.RootParameters, Path), header.StoreId);
        if (!CryptographicOperations.FixedTimeEquals(root.Check, header.RootCheck))
        {
            root.Dispose();
            throw KeyStoreErrors.RootKeyWrong(Path, _source.Description);
        }

        _root?.Dispose();
        _root = root;
        _catalogue = null;
    }

    /// <summary>With the clock of now in its header.</summary>
    private Catalogue Sight(Catalogue catalogue)
    {
        StoreTime time = TimeOf(catalogue);
        return catalogue with { Header = catalogue.Header with { ClockAt = time.Clock, ObservedAt = time.Observed } };
    }

    private void Write(SqliteConnection connection, Catalogue before, Catalogue after, RootKey root)
    {
        after = after with { Header = after.Header with { Revision = before.Header.Revision + 1 } };
        byte[] mac = MacOf(after, root);
        CatalogueTables.Write(connection, before, after, mac);
        RequireReadsBack(connection, after.Header, mac, root);

        // Should the commit fail, the stored MAC is another than this one, and the next call reads anew.
        _catalogue = after;
        _mac = mac;
    }

    private byte[] MacOf(Catalogue after, RootKey root)
    {
        try
        {
            return CatalogueMac.Compute(after, root);
        }
        catch (EncoderFallbackException)
        {
            // That exception quotes the text.
            throw KeyStoreErrors.DoesNotReadBack(Path);
        }
    }

    /// <summary>
    /// What was written is read from its rows before it is committed: a change that made the store unreadable would take
    /// every key along, not only its own.
    /// </summary>
    private void RequireReadsBack(SqliteConnection connection, StoreHeader header, byte[] mac, RootKey root)
    {
        Catalogue written;
        try
        {
            written = ReadRows(() => CatalogueTables.Read(connection, header));
        }
        catch (FieldCryptException exception)
        {
            throw KeyStoreErrors.DoesNotReadBack(Path, exception);
        }

        if (!CryptographicOperations.FixedTimeEquals(CatalogueMac.Compute(written, root), mac))
            throw KeyStoreErrors.DoesNotReadBack(Path);
    }

    private Catalogue Rewrap(Catalogue catalogue, RootKey from, RootKey to)
    {
        foreach (Kek kek in catalogue.Keks.Values)
        {
            catalogue = catalogue.With(kek with
            {
                Versions = [.. kek.Versions.Select(version =>
                {
                    if (version.Wrapped is null)
                        return version;
                    using KeyMaterial key = from.TryUnwrap(version.Wrapped, kek.Id, version.Number) ?? throw KeyStoreErrors.Corrupt(Path, $"version {version.Number} of key {kek.IdText} cannot be unwrapped");
                    return version with { Wrapped = to.Wrap(key, kek.Id, version.Number) };
                })],
            });
        }

        return catalogue;
    }
}
