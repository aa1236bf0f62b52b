using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// Derives a record's data key and key commitment: NIST SP 800-108r1 in counter mode with HMAC-SHA-512, one block.
/// </summary>
/// <remarks>
/// <code>
/// input = 00000001 || "FieldCrypt record key" || 00 || version and suite (1) || key id (8) || salt (24 or 32) || 00000200
/// output (64 bytes) = data key (32) || key commitment (32)
/// </code>
/// The key is the branch key or, in direct mode, the backend's data key, 32 bytes. In direct mode the salt is the
/// SHA-256 of the direct key section as it stands in the envelope.
/// </remarks>
internal static class RecordKeyDerivation
{
    public const int OutputLength = EnvelopeFormat.DataKeyLength + EnvelopeFormat.CommitmentLength;

    private const int MaximumSaltLength = 32;
    private const uint OutputBits = OutputLength * 8;

    private static ReadOnlySpan<byte> Label => "FieldCrypt record key"u8;

    private static int FixedLength => 4 + Label.Length + 1 + 1 + EnvelopeFormat.KeyIdLength + 4;

    /// <summary>Derives with a live HMAC, which costs a third of a fresh one.</summary>
    public static void Derive(IncrementalHash hmac, EnvelopeSuite suite, BranchKeyId keyId, ReadOnlySpan<byte> salt, Span<byte> output)
    {
        Span<byte> input = stackalloc byte[FixedLength + MaximumSaltLength];
        hmac.AppendData(WriteInput(input, suite, keyId, salt));
        hmac.GetHashAndReset(output);
    }

    /// <summary>Derives once.</summary>
    public static void Derive(ReadOnlySpan<byte> key, EnvelopeSuite suite, BranchKeyId keyId, ReadOnlySpan<byte> salt, Span<byte> output)
    {
        Span<byte> input = stackalloc byte[FixedLength + MaximumSaltLength];
        HMACSHA512.HashData(key, WriteInput(input, suite, keyId, salt), output);
    }

    private static ReadOnlySpan<byte> WriteInput(Span<byte> input, EnvelopeSuite suite, BranchKeyId keyId, ReadOnlySpan<byte> salt)
    {
        BinaryPrimitives.WriteUInt32BigEndian(input, 1);
        Label.CopyTo(input[4..]);
        int at = 4 + Label.Length;
        input[at++] = 0;
        input[at++] = EnvelopeFormat.VersionAndSuite(suite);
        keyId.Write(input[at..]);
        at += EnvelopeFormat.KeyIdLength;
        salt.CopyTo(input[at..]);
        at += salt.Length;
        BinaryPrimitives.WriteUInt32BigEndian(input[at..], OutputBits);
        return input[..(at + 4)];
    }
}
