using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace FieldCrypt;

/// <summary>
/// Verifies audit files: whether each line is as it was written, follows the one before it, and none is missing between
/// the first and the last.
/// </summary>
public static class AuditFileVerifier
{
    private const int MaximumLine = 1 << 22;
    private const long LockTimeoutMilliseconds = 5000;

    /// <summary>Reads and checks a whole file; a writer may go on appending meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="chainKey">The key that it was written with; <see langword="null"/> for a chain without key.</param>
    /// <param name="knownHead">A line known from before: the file must still hold it, which shows lines cut from the end.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AuditUnavailable"/>: the file is not there or cannot be read.</exception>
    public static async Task<AuditVerification> VerifyAsync(string path, KeyMaterial? chainKey = null, AuditHead? knownHead = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var run = new Run(chainKey, knownHead);
        try
        {
            byte[] buffer = new byte[1 << 18];
            long position = 0;
            int held = 0;
            while (!run.HasProblem)
            {
                if (held == buffer.Length && buffer.Length >= MaximumLine)
                    return run.End("is longer than any line of an audit file");
                if (held == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 4);
                int read = await ReadAsync(path, position, buffer.AsMemory(held), cancellationToken).ConfigureAwait(false);
                position += read;
                if (read == 0)
                    return run.End(held > 0 ? "is not finished: it was cut, or its writer stopped while it wrote" : null);
                held = run.Take(buffer, held + read);
            }

            return run.End(null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FieldCryptException(FieldCryptError.AuditUnavailable, $"The audit file {System.IO.Path.GetFullPath(path)} cannot be read ({exception.GetType().Name}). Check the path and this user's permission.", exception);
        }
    }

    /// <summary>Opens the file for one read only: a reader's lock keeps writers out.</summary>
    private static async Task<int> ReadAsync(string path, long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        long deadline = Environment.TickCount64 + LockTimeoutMilliseconds;
        while (true)
        {
            try
            {
                using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
                return await RandomAccess.ReadAsync(file, buffer, position, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException exception) when (FileLock.IsHeld(exception) && Environment.TickCount64 < deadline)
            {
                await Task.Delay(2, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The state of one verification.</summary>
    private sealed class Run(KeyMaterial? chainKey, AuditHead? knownHead) : IDisposable
    {
        private readonly AuditChain _chain = new(chainKey);
        private readonly byte[] _previous = new byte[AuditChain.HashLength];
        private long _lines;
        private bool _knownSeen;
        private string? _problem;

        public bool HasProblem => _problem is not null;

        /// <summary>Checks the whole lines of a buffer and moves what is left to its start.</summary>
        public int Take(byte[] buffer, int length)
        {
            int start = 0;
            while (_problem is null)
            {
                int end = buffer.AsSpan(start, length - start).IndexOf((byte)'\n');
                if (end < 0)
                    break;
                _problem = Check(buffer.AsMemory(start, end));
                if (_problem is null)
                    _lines++;
                start += end + 1;
            }

            buffer.AsSpan(start, length - start).CopyTo(buffer);
            return length - start;
        }

        public AuditVerification End(string? problem)
        {
            _problem ??= problem;
            if (_problem is null && _lines == 0)
                _problem = "is missing: the file is empty";
            if (_problem is null && knownHead is not null && !_knownSeen)
                _problem = $"should come before line {knownHead.Sequence + 1}, which is known from before and is gone: lines were cut from the end";
            return new AuditVerification
            {
                Lines = _lines,
                Head = _lines == 0 ? null : new AuditHead(_lines - 1, Convert.ToHexStringLower(_previous)),
                Problem = _problem is null ? null : $"Line {_lines + 1} {_problem}.",
                ProblemLine = _problem is null ? null : _lines + 1,
            };
        }

        public void Dispose() => _chain.Dispose();

        private string? Check(ReadOnlyMemory<byte> line)
        {
            Span<byte> stored = stackalloc byte[AuditChain.HashLength];
            Span<byte> computed = stackalloc byte[AuditChain.HashLength];
            if (!AuditLine.TrySplit(line.Span, out ReadOnlySpan<byte> body, stored) || !AuditLine.TryReadPosition(line, out long sequence, out string? algorithm))
                return "is no line of an audit file";
            if (_lines == 0 && algorithm != _chain.Algorithm)
                return WrongAlgorithm(algorithm);
            if (sequence != _lines)
                return $"has the number {sequence} instead of {_lines}: lines were removed, added or reordered";
            _chain.Compute(_previous, body, computed);
            if (!CryptographicOperations.FixedTimeEquals(stored, computed))
                return "does not fit its hash: it was edited, or a line before it was";

            stored.CopyTo(_previous);
            if (knownHead is not null && knownHead.Sequence == sequence)
            {
                if (!string.Equals(knownHead.Hash, Convert.ToHexStringLower(stored), StringComparison.OrdinalIgnoreCase))
                    return "is not the line known from before: the chain was made anew";
                _knownSeen = true;
            }

            return null;
        }

        private static string WrongAlgorithm(string? algorithm)
        {
            if (algorithm == AuditChain.NameOf(keyed: true))
                return "begins a chain under a key: give the key it was written with";
            return algorithm == AuditChain.NameOf(keyed: false)
                ? "begins a chain without key, where one under the given key was expected"
                : "does not begin an audit file";
        }
    }
}
