using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace FieldCrypt;

/// <summary>Where an audit file's chain goes on.</summary>
/// <param name="Length">The length up to the end of the last whole line.</param>
/// <param name="Head">The last whole line.</param>
/// <param name="UnfinishedBytes">How many bytes follow it, of a line that was never finished.</param>
internal sealed record AuditFileTail(long Length, AuditHead Head, long UnfinishedBytes)
{
    /// <summary>Reads the end of a file that is not empty.</summary>
    /// <param name="file">The file.</param>
    /// <param name="chain">The chain that its last line must fit; null checks none.</param>
    /// <param name="tail">The end.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public static string? TryRead(SafeFileHandle file, AuditChain? chain, out AuditFileTail tail)
    {
        tail = null!;
        long fileLength = RandomAccess.GetLength(file);

        // The last line, the one before it, and one that was never finished.
        byte[] bytes = new byte[(int)Math.Min(3 * AuditLine.MaximumLength, fileLength)];
        ReadExactly(file, bytes, fileLength - bytes.Length);
        int end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (end == 0)
            return "has no whole line";
        ReadOnlyMemory<byte> line = LineBefore(bytes, end);
        Span<byte> hash = stackalloc byte[AuditChain.HashLength];
        if (!AuditLine.TrySplit(line.Span, out ReadOnlySpan<byte> body, hash))
            return "does not end with a line of an audit file";
        if (AuditLineContent.TryRead(line, out AuditLineContent content) is { } problem)
            return $"ends with a line that {problem}";

        Span<byte> computed = stackalloc byte[AuditChain.HashLength];
        Span<byte> previous = stackalloc byte[AuditChain.HashLength];
        previous.Clear();
        if (content.Sequence > 0 && !AuditLine.TrySplit(LineBefore(bytes, end - line.Length - 1).Span, out _, previous))
            return "has no line of an audit file before its last one";
        chain?.Compute(previous, body, computed);
        if (chain is not null && !CryptographicOperations.FixedTimeEquals(hash, computed))
            return "ends with a line that does not fit its hash: it was changed, or written under another key";

        tail = new AuditFileTail(fileLength - bytes.Length + end, new AuditHead(content.Sequence, Convert.ToHexStringLower(hash)), bytes.Length - end);
        return null;
    }

    /// <summary>What the first line of a file that is not empty says; null if it is none.</summary>
    public static AuditHeader? TryReadHeader(SafeFileHandle file)
    {
        byte[] bytes = new byte[(int)Math.Min(AuditLine.MaximumLength, RandomAccess.GetLength(file))];
        ReadExactly(file, bytes, 0);
        int end = bytes.AsSpan().IndexOf((byte)'\n');
        return end >= 0 && AuditLineContent.TryRead(bytes.AsMemory(0, end), out AuditLineContent content) is null ? content.Header : null;
    }

    /// <summary>Whether a file still holds this line where it was.</summary>
    public bool IsIn(SafeFileHandle file)
    {
        byte[] expected = AuditLine.Suffix(Convert.FromHexString(Head.Hash));
        if (RandomAccess.GetLength(file) < Length || Length < expected.Length)
            return false;
        byte[] found = new byte[expected.Length];
        return RandomAccess.Read(file, found, Length - found.Length) == found.Length && found.AsSpan().SequenceEqual(expected);
    }

    private static ReadOnlyMemory<byte> LineBefore(byte[] bytes, int end)
    {
        int start = end <= 0 ? 0 : bytes.AsSpan(0, end - 1).LastIndexOf((byte)'\n') + 1;
        return bytes.AsMemory(start, Math.Max(0, end - 1 - start));
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long position)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file, bytes, position);
            if (read == 0)
                throw new EndOfStreamException("The file was cut while it was read.");
            bytes = bytes[read..];
            position += read;
        }
    }
}
