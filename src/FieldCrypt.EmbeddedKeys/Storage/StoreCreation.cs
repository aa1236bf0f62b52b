using Microsoft.Data.Sqlite;

namespace FieldCrypt;

/// <summary>
/// Makes a new key store file, and its key file where it has one, so that either both appear complete or nothing does:
/// under a lock file, both are written under temporary names and moved into place, the store first. Processes that
/// start at once agree on one store; an interrupted creation is finished or begun anew by the next.
/// </summary>
internal sealed class StoreCreation(string path, string? keyFilePath, TimeSpan busyTimeout)
{
    private readonly string _newStore = path + ".new";
    private readonly string _newKeyFile = keyFilePath + ".new";

    /// <param name="createIfMissing">Whether a missing store may be made.</param>
    /// <param name="acceptExistingKeyFile">Whether a new store may take a key file that is there already.</param>
    /// <param name="initialize">Fills the new store's tables; its argument is the path of the key file as long as it has its temporary name, else null.</param>
    public void EnsureExists(bool createIfMissing, bool acceptExistingKeyFile, Action<SqliteConnection, string?> initialize)
    {
        if (File.Exists(path) && (keyFilePath is null || File.Exists(keyFilePath) || !File.Exists(_newKeyFile)))
            return;
        if (!File.Exists(path))
            CheckMayCreate(createIfMissing, acceptExistingKeyFile);

        using FileStream creationLock = Lock();
        if (!File.Exists(path))
        {
            CheckMayCreate(createIfMissing, acceptExistingKeyFile);
            Create(initialize);
        }

        if (keyFilePath is not null && !File.Exists(keyFilePath) && File.Exists(_newKeyFile))
        {
            File.Move(_newKeyFile, keyFilePath);
            DurableFolder.SyncFor(keyFilePath);
        }

        File.Delete(creationLock.Name);
    }

    private void CheckMayCreate(bool createIfMissing, bool acceptExistingKeyFile)
    {
        if (!createIfMissing)
            throw KeyStoreErrors.NotFound(path);
        if (!acceptExistingKeyFile && keyFilePath is not null && File.Exists(keyFilePath) && !File.Exists(path))
            throw KeyStoreErrors.KeyFileWithoutStore(path, keyFilePath);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new FieldCryptException(FieldCryptError.KeyStoreNotFound, $"There is no folder for the key store {path}. Check the path, or make the folder.");
    }

    private void Create(Action<SqliteConnection, string?> initialize)
    {
        bool makesKeyFile = keyFilePath is not null && !File.Exists(keyFilePath);
        try
        {
            DeleteLeftovers();
            if (makesKeyFile)
                KeyFileRootKey.Create(_newKeyFile, Path.GetFileName(path));
            CreateEmpty(_newStore);
            using (SqliteConnection connection = StoreFile.Connect(_newStore, busyTimeout))
            {
                using SqliteTransaction transaction = connection.BeginTransaction();
                StoreSchema.Create(connection);
                initialize(connection, makesKeyFile ? _newKeyFile : null);
                transaction.Commit();
            }

            File.Move(_newStore, path);
        }
        catch
        {
            DeleteLeftovers();
            throw;
        }

        DurableFolder.SyncFor(path);
    }

    private void DeleteLeftovers()
    {
        File.Delete(_newStore);
        File.Delete(_newStore + "-journal");
        if (keyFilePath is not null)
            File.Delete(_newKeyFile);
    }

    private static void CreateEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
    }

    private FileStream Lock()
    {
        try
        {
            return FileLock.Open(path + ".lock", new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None }, busyTimeout);
        }
        catch (IOException exception) when (FileLock.IsHeld(exception))
        {
            throw KeyStoreErrors.Held(path, busyTimeout, exception);
        }
    }
}
