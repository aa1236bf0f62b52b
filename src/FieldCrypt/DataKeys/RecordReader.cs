using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>A record's data key for reading. Not thread-safe.</summary>
internal sealed class RecordReader : IDisposable
{
    private readonly AesGcm _aes;
    private CommitmentBytes _commitment;

    /// <param name="derived">Data key and commitment, 64 bytes; the caller zeroes them.</param>
    public RecordReader(ReadOnlySpan<byte> derived)
    {
        _aes = new AesGcm(derived[..EnvelopeFormat.DataKeyLength], EnvelopeFormat.TagLength);
        derived[EnvelopeFormat.DataKeyLength..].CopyTo(_commitment);
    }

    public DecryptionResult Decrypt(in Envelope envelope, ReadOnlySpan<byte> aad, Span<byte> plaintext)
    {
        if (!CryptographicOperations.FixedTimeEquals(envelope.Commitment, _commitment))
            return DecryptionResult.CommitmentMismatch;
        try
        {
            _aes.Decrypt(envelope.Nonce, envelope.Ciphertext, envelope.Tag, plaintext, aad);
            return DecryptionResult.Success;
        }
        catch (AuthenticationTagMismatchException)
        {
            return DecryptionResult.AuthenticationFailed;
        }
    }

    public void Dispose() => _aes.Dispose();

    [InlineArray(EnvelopeFormat.CommitmentLength)]
    private struct CommitmentBytes
    {
        private byte _first;
    }
}
