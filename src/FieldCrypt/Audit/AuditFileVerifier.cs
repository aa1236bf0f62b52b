using Microsoft.Win32.SafeHandles;

namespace FieldCrypt;

/// <summary>
/// Verifies audit files: whether each line is as it was written, follows the one before it, and none is missing between
/// the first and the last. Reading keeps no writer waiting.
/// </summary>
public static class AuditFileVerifier
{
    /// <summary>How often the last line is looked at while it is not finished: a writer may be at it.</summary>
    private const int MaximumLooks = 10;

    private static readonly TimeSpan s_lookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads and checks a whole file; a writer may go on appending meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="chainKey">The key that it was written with; <see langword="null"/> for a chain without key.</param>
    /// <param name="knownHead">A line known from before: the file must still hold it, which shows lines cut from the end.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AuditUnavailable"/>: the file is not there or cannot be read.</exception>
    public static Task<AuditVerification> VerifyAsync(string path, KeyMaterial? chainKey = null, AuditHead? knownHead = null, CancellationToken cancellationToken = default)
        => VerifyAsync([path], chainKey, knownHead, cancellationToken);

    /// <summary>
    /// Reads and checks the files of a rotation, oldest first: each by itself, and whether the first line of each names
    /// the last line of the one before.
    /// </summary>
    /// <param name="paths">The files, oldest first; at least one.</param>
    /// <param name="chainKey">
    /// The key that they were written with; <see langword="null"/> for chains without key. Files before the first one
    /// under a key may be without, since that one names their end under the key; after it none may.
    /// </param>
    /// <param name="knownHead">A line of one of them known from before.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AuditUnavailable"/>: a file is not there or cannot be read.</exception>
    public static async Task<AuditVerification> VerifyAsync(IReadOnlyList<string> paths, KeyMaterial? chainKey = null, AuditHead? knownHead = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
            throw new ArgumentException("There is no file to verify.", nameof(paths));
        using var run = new AuditVerificationRun(chainKey, knownHead);
        for (int i = 0; i < paths.Count; i++)
        {
            ArgumentException.ThrowIfNullOrEmpty(paths[i], nameof(paths));
            run.BeginFile(paths[i], isLast: i == paths.Count - 1);
            await ReadAsync(paths[i], run, cancellationToken).ConfigureAwait(false);
            if (run.HasProblem)
                break;
        }

        return run.End();
    }

    /// <summary>Checks the whole content of one file.</summary>
    internal static AuditVerification Verify(ReadOnlyMemory<byte> content, KeyMaterial? chainKey = null, AuditHead? knownHead = null)
    {
        using var run = new AuditVerificationRun(chainKey, knownHead);
        run.BeginFile("", isLast: true);
        run.EndFile(content.Length - run.Take(content));
        return run.End();
    }

    private static async Task ReadAsync(string path, AuditVerificationRun run, CancellationToken cancellationToken)
    {
        try
        {
            using SafeFileHandle file = UnlockedFile.Open(path, FileAccess.Read);
            byte[] buffer = new byte[2 * AuditLine.MaximumLength];
            long position = 0;
            int looks = 0;
            while (!run.HasProblem)
            {
                int read = await RandomAccess.ReadAsync(file, buffer, position, cancellationToken).ConfigureAwait(false);
                int taken = run.Take(buffer.AsMemory(0, read));
                position += taken;
                if (taken > 0)
                {
                    looks = 0;
                    continue;
                }

                // Read anew from the line's start: a writer at it may also take back what it could not finish.
                if (read == 0 || ++looks == MaximumLooks)
                {
                    run.EndFile(read);
                    return;
                }

                await Task.Delay(s_lookInterval, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FieldCryptException(FieldCryptError.AuditUnavailable, $"The audit file {Path.GetFullPath(path)} cannot be read ({exception.GetType().Name}). Check the path and this user's permission.", exception);
        }
    }
}
