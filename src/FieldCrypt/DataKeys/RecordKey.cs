using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// The data key of one record (under one encryption context): encrypts that record's columns and is then disposed.
/// Not thread-safe. It is never used for a second record.
/// </summary>
public sealed class RecordKey : IDisposable
{
    /// <summary>How many nonces come with one draw: a draw costs nearly the same for 12 bytes as for 200.</summary>
    internal const int NoncesPerDraw = 8;

    private readonly AesGcm _aes;
    private readonly byte[] _prefix;
    private NonceBytes _nonces;
    private int _noncesLeft;

    /// <summary>Takes the derived output (data key and commitment); the caller zeroes it.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="context">The encryption context.</param>
    /// <param name="keySection">What stands between header and commitment.</param>
    /// <param name="derived">The derived output.</param>
    /// <param name="nonces">Random bytes for the first <see cref="NoncesPerDraw"/> nonces, drawn for this record alone; none to draw them when they are needed.</param>
    internal RecordKey(EnvelopeSuite suite, EncryptionContext context, ReadOnlySpan<byte> keySection, ReadOnlySpan<byte> derived, ReadOnlySpan<byte> nonces = default)
    {
        Suite = suite;
        Context = context;
        nonces.CopyTo(_nonces);
        _noncesLeft = nonces.Length / EnvelopeFormat.NonceLength;
        _prefix = new byte[keySection.Length + EnvelopeFormat.CommitmentLength];
        keySection.CopyTo(_prefix);
        derived[EnvelopeFormat.DataKeyLength..].CopyTo(_prefix.AsSpan(keySection.Length));
        _aes = new AesGcm(derived[..EnvelopeFormat.DataKeyLength], EnvelopeFormat.TagLength);
    }

    /// <summary>The encryption context; only columns of the same context can be encrypted with this key.</summary>
    public EncryptionContext Context { get; }

    internal EnvelopeSuite Suite { get; }

    /// <summary>The length of what stands between header and nonce: key id, salt or wrapped keys, commitment.</summary>
    internal int PrefixLength => _prefix.Length;

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();

    /// <summary>Writes prefix, a fresh nonce, ciphertext and tag behind the header.</summary>
    internal void Encrypt(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad, Span<byte> envelopeAfterHeader)
    {
        _prefix.CopyTo(envelopeAfterHeader);
        Span<byte> nonce = envelopeAfterHeader.Slice(_prefix.Length, EnvelopeFormat.NonceLength);
        TakeNonce(nonce);
        Span<byte> ciphertext = envelopeAfterHeader.Slice(_prefix.Length + EnvelopeFormat.NonceLength, plaintext.Length);
        _aes.Encrypt(nonce, plaintext, ciphertext, envelopeAfterHeader[^EnvelopeFormat.TagLength..], aad);
    }

    /// <summary>Each random byte is given out once, and none outlives the record.</summary>
    private void TakeNonce(Span<byte> nonce)
    {
        if (_noncesLeft == 0)
        {
            RandomNumberGenerator.Fill(_nonces);
            _noncesLeft = NoncesPerDraw;
        }

        Span<byte> taken = ((Span<byte>)_nonces).Slice((NoncesPerDraw - _noncesLeft) * EnvelopeFormat.NonceLength, EnvelopeFormat.NonceLength);
        taken.CopyTo(nonce);
        taken.Clear();
        _noncesLeft--;
    }

    [InlineArray(NoncesPerDraw * EnvelopeFormat.NonceLength)]
    private struct NonceBytes
    {
        private byte _first;
    }
}
