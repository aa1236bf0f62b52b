using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FieldCrypt;

/// <summary>The messages about key store files, in one place: each names the file and what to do next.</summary>
internal static class KeyStoreErrors
{
    public static FieldCryptException Corrupt(string path, string what, Exception? inner = null) => new(
        FieldCryptError.KeyStoreCorrupt,
        $"The key store {path} is damaged: {what}. It was not changed; restore it from a backup.", inner);

    public static FieldCryptException DoesNotReadBack(string path, Exception? inner = null) => new(
        FieldCryptError.InvalidArgument,
        $"The change of the key store {path} would not read back as it was asked for, so it was not made: one of its texts, numbers or times is kept otherwise by the file. Give other values.", inner);

    public static FieldCryptException NoKeyStore(string path, string what, Exception? inner = null) => new(
        FieldCryptError.KeyStoreCorrupt,
        $"The file {path} is no FieldCrypt key store: {what}. It was not changed; check the path, or restore the store from a backup.", inner);

    public static FieldCryptException RootKeyUnavailable(string path, string why, string next, Exception? inner = null) => new(
        FieldCryptError.KeyStoreRootKeyUnavailable, $"The root key of the key store {path} cannot be had: {why}. {next}", inner);

    public static FieldCryptException RootKeyWrong(string path, string source) => new(
        FieldCryptError.KeyStoreRootKeyWrong,
        $"The key store {path} is not opened by {source}. Nothing was changed; give the root key it was made or last changed with.");

    public static FieldCryptException RootKindDiffers(string path, string kind, string source) => new(
        FieldCryptError.KeyStoreRootKeyWrong,
        $"The key store {path} is opened by a root key of the kind \"{kind}\", not by {source}. Nothing was changed; set EmbeddedKeyStoreOptions.RootKey to the source it was made or last changed with.");

    public static FieldCryptException SameRootKey(string path, string source) => new(
        FieldCryptError.InvalidArgument,
        $"The key store {path} is under the root key of {source} already. Nothing was changed; give a source with another root key, such as a new key file beside the old one.");

    public static FieldCryptException NotFound(string path) => new(
        FieldCryptError.KeyStoreNotFound,
        $"There is no key store {path}. Check the path and the current directory, restore it from a backup, or set CreateIfMissing to start a new one.");

    public static FieldCryptException KeyFileWithoutStore(string path, string keyFile) => new(
        FieldCryptError.KeyStoreNotFound,
        $"There is no key store {path}, yet its key file {keyFile} exists: the store was lost or moved. Restore it from a backup; to start a new one that reads no earlier data, move the key file away first.");

    public static FieldCryptException Vanished(string path) => new(
        FieldCryptError.KeyStoreNotFound,
        $"The key store {path} was there and is gone: it was deleted or moved while in use. Put it back or restore it from a backup; nothing was written.");

    public static FieldCryptException NewerVersion(string path, long version) => new(
        FieldCryptError.KeyStoreVersionUnsupported,
        $"The key store {path} has format version {version}, written by a newer release of FieldCrypt. Update this application.");

    public static FieldCryptException Held(string path, TimeSpan waited, Exception inner) => new(
        FieldCryptError.KeyStoreUnavailable,
        $"The key store {path} was held by another process for more than {waited.TotalSeconds:0.###} s. Nothing was written; try again, or raise BusyTimeout.", inner);

    public static FieldCryptException CannotWrite(string path, string why, Exception inner) => new(
        FieldCryptError.KeyStoreUnavailable,
        $"The key store {path} cannot be written: {why}. Nothing was changed.", inner);

    /// <summary>The typed error for what SQLite reports.</summary>
    public static FieldCryptException From(SqliteException exception, string path, TimeSpan busyTimeout) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Held(path, busyTimeout, exception),
        raw.SQLITE_FULL => CannotWrite(path, "the disk is full. Make room and try again", exception),
        raw.SQLITE_READONLY => CannotWrite(path, "the file or its folder is read-only. Give this user write permission to both", exception),
        raw.SQLITE_PERM or raw.SQLITE_AUTH => CannotWrite(path, "permission was denied. Give this user read and write permission", exception),
        raw.SQLITE_CANTOPEN => CannotWrite(path, "the file, or the journal beside it, cannot be opened. Give this user read and write permission to the file and its folder", exception),
        raw.SQLITE_NOTADB => NoKeyStore(path, "it does not begin like one", exception),
        raw.SQLITE_CORRUPT or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_ERROR => Corrupt(path, $"SQLite reports error {exception.SqliteExtendedErrorCode}", exception),
        _ => new FieldCryptException(FieldCryptError.KeyStoreUnavailable,
            $"The key store {path} cannot be used: SQLite reports error {exception.SqliteExtendedErrorCode}. Nothing was changed; check the disk and the inner exception.", exception),
    };
}
