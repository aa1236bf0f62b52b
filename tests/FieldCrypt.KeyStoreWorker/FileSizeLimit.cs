using System.Runtime.InteropServices;

namespace FieldCrypt.KeyStoreWorker;

/// <summary>Limits how large this process's files may grow, so that writes fail as on a full disk (Linux).</summary>
internal static partial class FileSizeLimit
{
    private const int FileSize = 1;
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    // Kept to the process's end: a signal is handled by another thread, some time after the write that caused it.
    private static PosixSignalRegistration? s_registration;

    public static void Set(ulong bytes)
    {
        // Without a handler the signal ends the process; with one, the write fails with EFBIG.
        s_registration ??= PosixSignalRegistration.Create(FileSizeExceeded, static context => context.Cancel = true);
        var limit = new Limit { Soft = bytes, Hard = bytes };
        if (SetLimit(FileSize, in limit) != 0)
            throw new InvalidOperationException("setrlimit failed");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
