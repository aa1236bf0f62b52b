namespace FieldCrypt;

/// <summary>
/// An envelope that was parsed once, with the ids of its key: unlike <see cref="Envelope"/>, it outlives an await. The
/// bytes are the caller's and must not change meanwhile.
/// </summary>
internal readonly struct StoredEnvelope
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _commitmentOffset;

    private StoredEnvelope(ReadOnlyMemory<byte> bytes, in Envelope envelope)
    {
        _bytes = bytes;
        _commitmentOffset = envelope.CommitmentOffset;
        Suite = envelope.Suite;
        KeyId = envelope.KeyId;
        DirectKeyId = Suite == EnvelopeSuite.Direct ? DirectKeyId.Of(envelope.DirectKeySection) : default;
    }

    public EnvelopeSuite Suite { get; }

    /// <summary>The branch key's id; in direct mode that of the key-encryption key, shortened.</summary>
    public BranchKeyId KeyId { get; }

    /// <summary>The data key's id in direct mode.</summary>
    public DirectKeyId DirectKeyId { get; }

    /// <summary>The envelope's parts; nothing is parsed again.</summary>
    public Envelope Parts => new(_bytes.Span, _commitmentOffset);

    /// <summary>Takes stored bytes apart; returns what is wrong, or null.</summary>
    public static FieldCryptError? TryParse(ReadOnlyMemory<byte> bytes, out StoredEnvelope stored)
    {
        FieldCryptError? error = Envelope.TryParse(bytes.Span, out Envelope envelope);
        stored = error is null ? new StoredEnvelope(bytes, envelope) : default;
        return error;
    }

    /// <summary>Takes stored bytes apart.</summary>
    /// <exception cref="FieldCryptException">As <see cref="Envelope.Parse"/>, naming the column.</exception>
    public static StoredEnvelope Parse(ReadOnlyMemory<byte> bytes, string? column)
    {
        FieldCryptError? error = TryParse(bytes, out StoredEnvelope stored);
        return error is null ? stored : throw EnvelopeErrors.Structure(error.Value, bytes.Span, column);
    }
}
