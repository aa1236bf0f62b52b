using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FieldCrypt;

/// <summary>
/// Opens files past the locks of others. On Unix .NET takes a lock (flock) for every file it opens, and fails where
/// another program has one; hence the C library. On Windows a share mode that another program opened a file with holds
/// for everybody after it, but not against who had it open before.
/// </summary>
internal static class UnlockedFile
{
    private const int NotFound = 2, Interrupted = 4, AccessDenied = 13, IsFolder = 21, ReadOnlyFileSystem = 30;
    private const int ReadWrite = 2;
    private const string Deleted = " (deleted)";

    private static readonly int s_closeOnExec = OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsFreeBSD() ? 0x100000 : 0x1000000;

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="IOException">It is not there, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static SafeFileHandle Open(string path, FileAccess access)
    {
        if (OperatingSystem.IsWindows())
            return File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
        byte[] name = [.. Encoding.UTF8.GetBytes(path), 0];
        int flags = s_closeOnExec | (access == FileAccess.Read ? 0 : ReadWrite);
        while (true)
        {
            int descriptor = Open(name, flags);
            if (descriptor >= 0)
                return new SafeFileHandle(descriptor, ownsHandle: true);
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw Failed(path, error);
        }
    }

    /// <summary>Opens a file, making it where it is missing. Two processes at once must take turns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">The permissions of a new one on Unix, less the process's mask.</param>
    public static SafeFileHandle OpenOrCreate(string path, UnixFileMode mode)
    {
        if (!Path.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = mode;
            new FileStream(path, options).Dispose();
        }

        return Open(path, FileAccess.ReadWrite);
    }

    /// <summary>Whether the last name of an open file was removed; false where the system does not tell, which Linux does.</summary>
    public static bool IsDeleted(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        string? name = new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget;
        return name is not null && name.EndsWith(Deleted, StringComparison.Ordinal) && !File.Exists(name);
    }

    private static Exception Failed(string path, int error) => error switch
    {
        NotFound => new FileNotFoundException($"There is no file {path}.", path),
        AccessDenied or IsFolder or ReadOnlyFileSystem => new UnauthorizedAccessException($"The file {path} may not be opened (error {error})."),
        _ => new IOException($"The file {path} cannot be opened (error {error})."),
    };

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);
}
