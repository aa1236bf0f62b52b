using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>A data key that the backend made for one record (direct mode), in clear.</summary>
internal sealed class DirectKey : OpenedKey
{
    private readonly Lock _gate = new();
    private readonly BranchKeyId _keyId;
    private readonly RecordReader _record;
    private bool _closed;

    /// <param name="section">The direct key section of the envelope it was unwrapped from.</param>
    /// <param name="id">The section's digest.</param>
    /// <param name="key">The key, 32 bytes; the caller disposes it.</param>
    public DirectKey(DirectKeySection section, DirectKeyId id, KeyMaterial key)
        : base(section.Context)
    {
        _keyId = section.KeyId;
        Span<byte> derived = stackalloc byte[RecordKeyDerivation.OutputLength];
        Derive(key, _keyId, id, derived);
        _record = new RecordReader(derived);
        CryptographicOperations.ZeroMemory(derived);
    }

    /// <summary>Makes the one record key of a fresh data key.</summary>
    /// <param name="section">Context and wrapped forms of the data key.</param>
    /// <param name="key">The key in clear, 32 bytes; the caller disposes it.</param>
    public static RecordKey CreateRecordKey(DirectKeySection section, KeyMaterial key)
    {
        byte[] encoded = section.Encode();
        byte[] keySection = new byte[EnvelopeFormat.KeyIdLength + 2 + encoded.Length];
        section.KeyId.Write(keySection);
        BinaryPrimitives.WriteUInt16BigEndian(keySection.AsSpan(EnvelopeFormat.KeyIdLength), (ushort)encoded.Length);
        encoded.CopyTo(keySection.AsSpan(EnvelopeFormat.KeyIdLength + 2));

        Span<byte> derived = stackalloc byte[RecordKeyDerivation.OutputLength];
        Derive(key, section.KeyId, DirectKeyId.Of(encoded), derived);
        var recordKey = new RecordKey(EnvelopeSuite.Direct, section.Context, keySection, derived);
        CryptographicOperations.ZeroMemory(derived);
        return recordKey;
    }

    public override DecryptionResult Decrypt(in Envelope envelope, ReadOnlySpan<byte> aad, Span<byte> plaintext)
    {
        lock (_gate)
        {
            if (_closed)
                return DecryptionResult.KeyClosed;
            return envelope.KeyId == _keyId ? _record.Decrypt(envelope, aad, plaintext) : DecryptionResult.KeyIdMismatch;
        }
    }

    protected override void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _record.Dispose();
        }
    }

    private static void Derive(KeyMaterial key, BranchKeyId keyId, DirectKeyId id, Span<byte> derived)
    {
        Span<byte> salt = stackalloc byte[32];
        id.Write(salt);
        RecordKeyDerivation.Derive(key.Span, EnvelopeSuite.Direct, keyId, salt, derived);
    }
}
