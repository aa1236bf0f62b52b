using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// The data key of one record (under one encryption context): encrypts that record's columns and is then disposed.
/// Not thread-safe. It is never used for a second record.
/// </summary>
public sealed class RecordKey : IDisposable
{
    private readonly AesGcm _aes;
    private readonly byte[] _prefix;

    /// <summary>Takes the derived output (data key and commitment); the caller zeroes it.</summary>
    internal RecordKey(EnvelopeSuite suite, EncryptionContext context, ReadOnlySpan<byte> keySection, ReadOnlySpan<byte> derived)
    {
        Suite = suite;
        Context = context;
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
        RandomBytes.Fill(nonce);
        Span<byte> ciphertext = envelopeAfterHeader.Slice(_prefix.Length + EnvelopeFormat.NonceLength, plaintext.Length);
        _aes.Encrypt(nonce, plaintext, ciphertext, envelopeAfterHeader[^EnvelopeFormat.TagLength..], aad);
    }
}
