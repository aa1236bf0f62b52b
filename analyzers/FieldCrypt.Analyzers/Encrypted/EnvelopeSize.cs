using System;

namespace FieldCrypt.Analyzers;

/// <summary>How long envelopes get under branch keys (docs/format.md).</summary>
internal static class EnvelopeSize
{
    /// <summary>Bytes on top of the encoded plaintext.</summary>
    public const int Overhead = 96;

    /// <summary>Bytes of UTF-8 that one UTF-16 code unit takes at most.</summary>
    private const int BytesPerCharacter = 3;

    /// <summary>What a column needs: bytes, or characters when kept as base64url text.</summary>
    /// <param name="maxLength">The most characters (or bytes) of a plaintext; 0 when unknown.</param>
    /// <param name="isBytes">Whether plaintexts are byte arrays.</param>
    /// <param name="padTo">The padding of the attribute.</param>
    /// <param name="isText">Whether the envelope is kept as text.</param>
    public static long Column(int maxLength, bool isBytes, int padTo, bool isText)
    {
        var plaintext = (long)maxLength * (isBytes ? 1 : BytesPerCharacter);
        if (padTo > 0)
        {
            plaintext = (plaintext / padTo + 1) * padTo;
        }

        var envelope = Overhead + plaintext;
        return isText ? (envelope * 4 + 2) / 3 : envelope;
    }
}
