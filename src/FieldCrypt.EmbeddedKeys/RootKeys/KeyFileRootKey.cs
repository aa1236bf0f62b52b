using System.Text;

namespace FieldCrypt;

/// <summary>
/// 32 bytes in base64 in a text file of mode 0600, whose lines that begin with <c>#</c> are comments. No parameters in
/// the store.
/// </summary>
internal sealed class KeyFileRootKey(string path) : RootKeySource
{
    private const int MaximumFileLength = 4096;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    internal override string Kind => "key-file";

    internal override string Description => $"the key file {path}";

    internal override string KeyFilePath => path;

    /// <summary>Writes a new random key; when it returns, the file is on the disk.</summary>
    /// <exception cref="IOException">The file exists already or cannot be written.</exception>
    public static void Create(string path, string storeName)
    {
        using KeyMaterial key = KeyMaterial.Random(KeyLength);
        byte[] comment = Encoding.UTF8.GetBytes($"# FieldCrypt root key of {storeName}. Whoever reads this file can open that key store; keep backups of the two apart.\n");
        using var text = new KeyMaterial(comment.Length + 45);
        comment.CopyTo(text.Span);
        System.Buffers.Text.Base64.EncodeToUtf8(key.Span, text.Span[comment.Length..], out _, out _);
        text.Span[^1] = (byte)'\n';

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options))
        {
            file.Write(text.Span);
            file.Flush(flushToDisk: true);
        }

        DurableFolder.SyncFor(path);
    }

    internal override KeyMaterial GetKey(ReadOnlySpan<byte> parameters, string storePath) => Read(path, storePath);

    public static KeyMaterial Read(string path, string storePath)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
                throw KeyStoreErrors.RootKeyUnavailable(storePath, $"the key file {path} may be read or written by others than its owner", $"Run: chmod 600 \"{path}\". If others may have read it, change the store's root key too.");
            if (file.Length > MaximumFileLength)
                throw NoKey(path, storePath);

            using var bytes = new KeyMaterial(MaximumFileLength);
            int length = file.ReadAtLeast(bytes.Span, MaximumFileLength, throwOnEndOfStream: false);
            return Parse(bytes.Span[..length]) ?? throw NoKey(path, storePath);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw KeyStoreErrors.RootKeyUnavailable(storePath, $"there is no key file {path}", "Restore that file from its backup, or name the one that belongs to this store.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw KeyStoreErrors.RootKeyUnavailable(storePath, $"the key file {path} cannot be read", "Run as its owner, or check the path.", exception);
        }
    }

    private static KeyMaterial? Parse(ReadOnlySpan<byte> text)
    {
        Span<char> line = stackalloc char[64];
        try
        {
            foreach (Range range in text.Split((byte)'\n'))
            {
                ReadOnlySpan<byte> bytes = text[range].Trim(" \t\r"u8);
                if (bytes.IsEmpty || bytes[0] == (byte)'#')
                    continue;
                if (bytes.Length > line.Length)
                    return null;
                Encoding.Latin1.GetChars(bytes, line);
                return TryDecode(line[..bytes.Length]);
            }

            return null;
        }
        finally
        {
            line.Clear();
        }
    }

    private static FieldCryptException NoKey(string path, string storePath) => KeyStoreErrors.RootKeyUnavailable(
        storePath, $"the file {path} holds no root key (32 bytes in base64)", "Restore that file from its backup, or name the one that belongs to this store.");
}
