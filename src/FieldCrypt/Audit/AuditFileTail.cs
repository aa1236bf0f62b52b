namespace FieldCrypt;

/// <summary>Where an audit file's chain goes on.</summary>
/// <param name="Length">The length up to the end of the last whole line.</param>
/// <param name="Head">The last whole line.</param>
/// <param name="UnfinishedBytes">How many bytes follow it, of a line that was never finished.</param>
internal sealed record AuditFileTail(long Length, AuditHead Head, long UnfinishedBytes)
{
    private const int MaximumRead = 1 << 22;

    /// <summary>Reads it; null if there is no whole line of an audit file at the end.</summary>
    public static AuditFileTail? Read(FileStream file)
    {
        for (int size = 4096; size <= MaximumRead; size *= 4)
        {
            int length = (int)Math.Min(size, file.Length);
            byte[] bytes = new byte[length];
            file.Position = file.Length - length;
            file.ReadExactly(bytes);
            int end = bytes.AsSpan().LastIndexOf((byte)'\n');
            int start = end < 0 ? -1 : bytes.AsSpan(0, end).LastIndexOf((byte)'\n') + 1;
            bool isWhole = end >= 0 && (start > 0 || length == file.Length);
            if (isWhole)
                return Parse(bytes.AsMemory(start, end - start), file.Length - length + end + 1, length - end - 1);
            if (length == file.Length)
                return null;
        }

        return null;
    }

    private static AuditFileTail? Parse(ReadOnlyMemory<byte> line, long length, long unfinished)
    {
        Span<byte> hash = stackalloc byte[AuditChain.HashLength];
        return AuditLine.TrySplit(line.Span, out _, hash) && AuditLine.TryReadPosition(line, out long sequence, out _)
            ? new AuditFileTail(length, new AuditHead(sequence, Convert.ToHexStringLower(hash)), unfinished)
            : null;
    }
}
