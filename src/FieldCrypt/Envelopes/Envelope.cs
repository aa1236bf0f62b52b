using System.Buffers.Binary;

namespace FieldCrypt;

/// <summary>
/// The parts of an envelope, as stored: nothing is decrypted or checked beyond the structure. A view on the caller's
/// bytes. The layout is docs/format.md's.
/// </summary>
public readonly ref struct Envelope
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _commitmentOffset;

    /// <summary>Only over bytes that were parsed, with the offset found then.</summary>
    internal Envelope(ReadOnlySpan<byte> bytes, int commitmentOffset)
    {
        _bytes = bytes;
        _commitmentOffset = commitmentOffset;
    }

    internal int CommitmentOffset => _commitmentOffset;

    /// <summary>How the data key is found.</summary>
    public EnvelopeSuite Suite => (EnvelopeSuite)(_bytes[2] & 0x0F);

    /// <summary>How the plaintext is encoded.</summary>
    public ValueKind Kind => (ValueKind)(_bytes[3] & EnvelopeFormat.KindMask);

    /// <summary>Whether the plaintext is padded (ISO/IEC 7816-4).</summary>
    public bool IsPadded => (_bytes[3] & EnvelopeFormat.PaddedFlag) != 0;

    /// <summary>Magic, version, suite, flags and kind, 4 bytes.</summary>
    public ReadOnlySpan<byte> Header => _bytes[..EnvelopeFormat.HeaderLength];

    /// <summary>The branch key's id; in direct mode the first 8 bytes of SHA-256 of the KEK's id.</summary>
    public BranchKeyId KeyId => BranchKeyId.Read(_bytes[EnvelopeFormat.KeyIdOffset..]);

    /// <summary>The record salt, 24 bytes; empty in direct mode.</summary>
    public ReadOnlySpan<byte> RecordSalt => Suite == EnvelopeSuite.Hierarchical ? _bytes[EnvelopeFormat.SaltOffset.._commitmentOffset] : default;

    /// <summary>Encryption context and wrapped data key, encoded as in docs/format.md; empty in hierarchical mode.</summary>
    public ReadOnlySpan<byte> DirectKeySection => Suite == EnvelopeSuite.Direct ? _bytes[(EnvelopeFormat.SaltOffset + 2).._commitmentOffset] : default;

    /// <summary>The key commitment, 32 bytes.</summary>
    public ReadOnlySpan<byte> Commitment => _bytes.Slice(_commitmentOffset, EnvelopeFormat.CommitmentLength);

    /// <summary>The AES-GCM nonce, 12 bytes.</summary>
    public ReadOnlySpan<byte> Nonce => _bytes.Slice(_commitmentOffset + EnvelopeFormat.CommitmentLength, EnvelopeFormat.NonceLength);

    /// <summary>The encrypted plaintext.</summary>
    public ReadOnlySpan<byte> Ciphertext => _bytes[(_commitmentOffset + EnvelopeFormat.CommitmentLength + EnvelopeFormat.NonceLength)..^EnvelopeFormat.TagLength];

    /// <summary>The AES-GCM tag, 16 bytes.</summary>
    public ReadOnlySpan<byte> Tag => _bytes[^EnvelopeFormat.TagLength..];

    /// <summary>Whether the bytes start as an envelope of any version does (magic FC 45).</summary>
    /// <param name="bytes">Stored bytes.</param>
    public static bool IsEnvelope(ReadOnlySpan<byte> bytes) => EnvelopeFormat.HasMagic(bytes);

    /// <summary>Takes an envelope apart.</summary>
    /// <param name="bytes">Stored bytes; the result is a view on them.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.NotAnEnvelope"/>, <see cref="FieldCryptError.EnvelopeTruncated"/> or
    /// <see cref="FieldCryptError.EnvelopeVersionUnsupported"/>.
    /// </exception>
    public static Envelope Parse(ReadOnlySpan<byte> bytes)
    {
        FieldCryptError? error = TryParse(bytes, out Envelope envelope);
        return error is null ? envelope : throw EnvelopeErrors.Structure(error.Value, bytes, column: null);
    }

    /// <summary>Takes an envelope apart; returns what is wrong, or null.</summary>
    internal static FieldCryptError? TryParse(ReadOnlySpan<byte> bytes, out Envelope envelope)
    {
        envelope = default;
        if (!EnvelopeFormat.HasMagic(bytes))
            return FieldCryptError.NotAnEnvelope;
        if (bytes.Length < EnvelopeFormat.HeaderLength)
            return FieldCryptError.EnvelopeTruncated;
        if (bytes[2] >> 4 != EnvelopeFormat.Version)
            return FieldCryptError.EnvelopeVersionUnsupported;

        int commitmentOffset;
        switch ((EnvelopeSuite)(bytes[2] & 0x0F))
        {
            case EnvelopeSuite.Hierarchical:
                commitmentOffset = EnvelopeFormat.SaltOffset + EnvelopeFormat.SaltLength;
                break;
            case EnvelopeSuite.Direct:
                if (bytes.Length < EnvelopeFormat.SaltOffset + 2)
                    return FieldCryptError.EnvelopeTruncated;
                commitmentOffset = EnvelopeFormat.SaltOffset + 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[EnvelopeFormat.SaltOffset..]);
                break;
            default:
                return FieldCryptError.EnvelopeVersionUnsupported;
        }

        // A flag that this release does not know may change what the bytes mean; so does a kind of value.
        if ((bytes[3] & EnvelopeFormat.FlagsMask & ~EnvelopeFormat.PaddedFlag) != 0
            || (bytes[3] & EnvelopeFormat.KindMask) is < (int)ValueKind.String or > (int)ValueKind.Uri)
        {
            return FieldCryptError.EnvelopeVersionUnsupported;
        }

        if (bytes.Length < commitmentOffset + EnvelopeFormat.CommitmentLength + EnvelopeFormat.NonceLength + EnvelopeFormat.TagLength)
            return FieldCryptError.EnvelopeTruncated;

        envelope = new Envelope(bytes, commitmentOffset);
        return null;
    }
}
