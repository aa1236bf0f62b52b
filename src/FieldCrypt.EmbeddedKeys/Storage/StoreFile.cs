using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FieldCrypt;

/// <summary>
/// A key store file, one transaction at a time, each on a connection of its own: a file that was deleted or replaced
/// lives on for who holds it open, and what is written there would be lost. SQLite blocks natively, so asynchronous
/// callers wait for their turn without a thread and the work runs on the thread pool. Among processes SQLite's own locks
/// hold; nothing here opens the file by other means, since closing it would release them (POSIX). Thread-safe.
/// </summary>
internal sealed class StoreFile : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeSpan _busyTimeout;
    private readonly int _maximumPages;
    private readonly Action _ensureFiles;
    private readonly Action<SqliteConnection> _beforeTransaction;
    private bool _opened;
    private bool _disposed;

    /// <param name="path">The full path.</param>
    /// <param name="busyTimeout">How long to wait for another process's transaction.</param>
    /// <param name="maximumPages">A limit on the file's size in SQLite pages; 0 for none.</param>
    /// <param name="ensureFiles">Called before the file is first opened: makes it, or throws.</param>
    /// <param name="beforeTransaction">Called on each connection while it holds no lock.</param>
    public StoreFile(string path, TimeSpan busyTimeout, int maximumPages, Action ensureFiles, Action<SqliteConnection> beforeTransaction)
    {
        Path = path;
        _busyTimeout = busyTimeout;
        _maximumPages = maximumPages;
        _ensureFiles = ensureFiles;
        _beforeTransaction = beforeTransaction;
    }

    public string Path { get; }

    /// <summary>Opens a connection with the settings every key store file is used with.</summary>
    public static SqliteConnection Connect(string path, TimeSpan busyTimeout)
    {
        // Pooling off: closing must release the file. SQLite waits busy_timeout itself, so the provider's own loop ends at once after it.
        var builder = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 };
        var connection = new SqliteConnection(builder.ConnectionString);
        try
        {
            connection.Open();

            // EXTRA: a committed transaction outlives power loss, its journal's removal too. One file at rest: no WAL.
            connection.Execute(FormattableString.Invariant($"PRAGMA busy_timeout = {(long)busyTimeout.TotalMilliseconds}; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"));
            if (connection.Scalar<string>("PRAGMA journal_mode") != "delete")
                connection.Execute("PRAGMA journal_mode = DELETE");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a read in a transaction that sees one state of the file.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) => RunAsync(work, immediate: false, committed: null, cancellationToken);

    /// <summary>As <see cref="ReadAsync"/>, without what is done before a transaction: what can be read of a locked store.</summary>
    public Task<T> ReadLockedAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
        => RunAsync(work, immediate: false, committed: null, cancellationToken, unlocks: false);

    /// <summary>Runs a change in a transaction that is alone from its begin; it is on the disk when the task ends, or not at all.</summary>
    /// <param name="work">The change.</param>
    /// <param name="cancellationToken">Cancels the waiting; a change that began is finished all the same.</param>
    /// <param name="committed">Run once the change is on the disk, before the next transaction.</param>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken, Action<T>? committed = null)
        => RunAsync(work, immediate: true, committed, cancellationToken);

    /// <summary>Runs a read on the caller's thread.</summary>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        _turn.Wait();
        return RunAndRelease(work, immediate: false, committed: null);
    }

    /// <summary>Waits for the running transaction, then does what has to be done after the last one.</summary>
    public void Dispose(Action after)
    {
        _turn.Wait();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            after();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Dispose(static () => { });

    private async Task<T> RunAsync<T>(Func<SqliteConnection, T> work, bool immediate, Action<T>? committed, CancellationToken cancellationToken, bool unlocks = true)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        Task<T> running = Task.Run(() => RunAndRelease(work, immediate, committed, unlocks), CancellationToken.None);

        // SQLite may be waiting for another process: who no longer waits is let go, and the turn ends with the work.
        return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private T RunAndRelease<T>(Func<SqliteConnection, T> work, bool immediate, Action<T>? committed, bool unlocks = true)
    {
        try
        {
            return Run(work, immediate, committed, unlocks);
        }
        finally
        {
            _turn.Release();
        }
    }

    private T Run<T>(Func<SqliteConnection, T> work, bool immediate, Action<T>? committed, bool unlocks)
    {
        if (_disposed)
            throw new ObjectDisposedException($"key store {Path}");
        try
        {
            using SqliteConnection connection = Open();
            if (unlocks)
                _beforeTransaction(connection);
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: !immediate);
            T result = work(connection);
            transaction.Commit();
            committed?.Invoke(result);
            return result;
        }
        catch (SqliteException exception)
        {
            if (exception.SqliteExtendedErrorCode == raw.SQLITE_READONLY_DBMOVED)
                throw KeyStoreErrors.Vanished(Path);
            throw KeyStoreErrors.From(exception, Path, _busyTimeout);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw KeyStoreErrors.CannotWrite(Path, "the file, its key file or lock file cannot be read or made. Check the folder, the disk's space, and that this user may use them", exception);
        }
    }

    private SqliteConnection Open()
    {
        if (!_opened)
            _ensureFiles();
        var file = new FileInfo(Path);
        if (!file.Exists)
            throw _opened ? KeyStoreErrors.Vanished(Path) : KeyStoreErrors.NotFound(Path);

        // An empty file is a valid database to SQLite, and would be taken for one.
        if (file.Length == 0)
            throw KeyStoreErrors.Corrupt(Path, "it is empty");
        SqliteConnection connection = Connect(Path, _busyTimeout);
        try
        {
            if (_maximumPages > 0)
                connection.Scalar<long>(FormattableString.Invariant($"PRAGMA max_page_count = {_maximumPages}"));
            StoreSchema.CheckVersion(connection, Path);
            if (!_opened)
                StoreSchema.CheckWhole(connection, Path);
            _opened = true;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
