namespace FieldCrypt;

/// <summary>Opens files that processes take turns with. What .NET locks a file with (flock, share modes) ends with its process.</summary>
internal static class FileLock
{
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private static readonly int s_wouldBlock = OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? 35 : 11;

    /// <summary>Whether a file could not be opened only because another process has it.</summary>
    public static bool IsHeld(IOException exception) => exception.HResult == (OperatingSystem.IsWindows() ? WindowsSharingViolation : s_wouldBlock);

    /// <summary>Opens a file, waiting while another process has it; after the timeout the last exception is thrown.</summary>
    public static FileStream Open(string path, FileStreamOptions options, TimeSpan timeout)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException exception) when (IsHeld(exception) && Environment.TickCount64 < deadline)
            {
                Thread.Sleep(2);
            }
        }
    }
}
