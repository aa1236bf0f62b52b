using System.Runtime.InteropServices;
using System.Text;

namespace FieldCrypt;

/// <summary>
/// Makes names in a folder outlive power loss: on Unix a file's own sync does not sync its name. .NET opens no folder,
/// hence the C library. Windows keeps names by itself.
/// </summary>
internal static class DurableFolder
{
    private const int ReadOnly = 0;

    /// <summary>Syncs the folder of a file that was just made or moved.</summary>
    /// <exception cref="IOException">The folder cannot be synced.</exception>
    public static void SyncFor(string filePath)
    {
        if (OperatingSystem.IsWindows())
            return;
        string folder = Path.GetDirectoryName(filePath)!;
        int descriptor = Open([.. Encoding.UTF8.GetBytes(folder), 0], ReadOnly);
        if (descriptor < 0)
            throw Failed(folder);
        try
        {
            if (Sync(descriptor) != 0)
                throw Failed(folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string folder) => new($"The folder {folder} cannot be synced (error {Marshal.GetLastPInvokeError()}).");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
