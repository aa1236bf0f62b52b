using System.Buffers;

namespace FieldCrypt;

/// <summary>Chains events into lines. Not thread-safe.</summary>
internal sealed class AuditLines(AuditChain chain)
{
    private readonly ArrayBufferWriter<byte> _written = new(1024);
    private readonly byte[] _hash = new byte[AuditChain.HashLength];
    private long _sequence = -1;

    /// <summary>The lines, each with its end.</summary>
    public ReadOnlySpan<byte> Written => _written.WrittenSpan;

    /// <summary>The last line.</summary>
    public AuditHead Head => new(_sequence, Convert.ToHexStringLower(_hash));

    /// <summary>Begins a file.</summary>
    public void Start(DateTimeOffset time, string previousFileHead) => Add(AuditLine.WriteHeader(new AuditHeader(chain.Algorithm, previousFileHead), time));

    public void ContinueAfter(AuditHead head)
    {
        _sequence = head.Sequence;
        Convert.FromHexString(head.Hash, _hash, out _, out _);
    }

    public void Add(AuditEvent auditEvent) => Add(AuditLine.WriteEvent(_sequence + 1, auditEvent));

    private void Add(byte[] body)
    {
        _sequence++;
        Span<byte> hash = stackalloc byte[AuditChain.HashLength];
        chain.Compute(_hash, body, hash);
        hash.CopyTo(_hash);
        _written.Write(body);
        _written.Write(AuditLine.Suffix(_hash));
    }
}
