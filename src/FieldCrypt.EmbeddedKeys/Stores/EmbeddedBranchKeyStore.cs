using Microsoft.Data.Sqlite;

namespace FieldCrypt;

/// <summary>
/// Branch keys alone in a single file, beside a key backend that lives elsewhere. It needs no root key: what it holds is
/// wrapped by that backend, and the set of each context authenticates its rows under a key that the backend wraps too.
/// Thread-safe, and safe among processes.
/// </summary>
public sealed class EmbeddedBranchKeyStore : IBranchKeyStore, IBranchKeyUseCounter, IDisposable
{
    private readonly StoreFile _file;

    /// <summary>Prepares a store that is opened, and made where it is missing, by its first use.</summary>
    /// <param name="path">The file; a relative path counts from the current directory.</param>
    /// <param name="createIfMissing">Whether to make the file when it is missing.</param>
    /// <param name="busyTimeout">How long to wait for another process's change; <see langword="null"/> for 5 seconds.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    public EmbeddedBranchKeyStore(string path, bool createIfMissing = true, TimeSpan? busyTimeout = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        TimeSpan timeout = busyTimeout ?? TimeSpan.FromSeconds(5);
        var creation = new StoreCreation(path, keyFilePath: null, timeout);
        DateTimeOffset now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        var header = new StoreHeader(Guid.NewGuid(), now, StoreSchema.NoRoot, [], [], Revision: 1, ClockAt: now, ObservedAt: now);
        _file = new StoreFile(
            path,
            timeout,
            maximumPages: 0,
            () => creation.EnsureExists(createIfMissing, acceptExistingKeyFile: false, (connection, _) => CatalogueTables.WriteHeader(connection, header, mac: [])),
            static _ => { });
    }

    /// <summary>The full path of the file.</summary>
    public string FilePath => _file.Path;

    /// <inheritdoc/>
    public ValueTask<StoredBranchKey?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
        => new(_file.ReadAsync(connection => Table(connection).Find(id), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<BranchKeySetRecord?> FindSetAsync(EncryptionContext context, CancellationToken cancellationToken)
        => new(_file.ReadAsync(connection => Table(connection).FindSet(context), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<bool> TryWriteAsync(BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
        => new(_file.WriteAsync(connection => Table(connection).TryWrite(set, key), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<BranchKeyStoreContent> ListAsync(CancellationToken cancellationToken)
        => new(_file.ReadAsync(connection => Table(connection).List(), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken)
        => await _file.WriteAsync(connection => Table(connection).AddUses(id, uses), cancellationToken).ConfigureAwait(false) ?? throw BranchKeyErrors.NotFound(id);

    /// <summary>Closes the file, after the call that runs.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>The path.</summary>
    public override string ToString() => $"EmbeddedBranchKeyStore {FilePath}";

    private BranchKeyTable Table(SqliteConnection connection)
    {
        // A file with a root key must not be written past its MACs.
        if (connection.Scalar<string>("SELECT root_kind FROM store WHERE id = 1") != StoreSchema.NoRoot)
            throw KeyStoreErrors.NoKeyStore(FilePath, "it is an embedded key store with a root key, not a branch key store; open it with UseEmbeddedKeyStore");
        return new BranchKeyTable(connection, FilePath, root: null);
    }
}
