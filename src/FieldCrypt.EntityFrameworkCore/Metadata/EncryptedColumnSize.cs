using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Metadata;

/// <summary>How long the envelopes of a property get.</summary>
internal static class EncryptedColumnSize
{
    /// <summary>A UTF-16 code unit takes at most 3 bytes of UTF-8.</summary>
    private const int BytesPerCharacter = 3;

    /// <summary>
    /// The length that a column needs at least: for the longest plaintext where MaxLength says it, else for the shortest.
    /// Bytes, or characters with text storage. Direct data keys take more, which only the backend knows.
    /// </summary>
    public static int Least(IReadOnlyProperty property, EncryptedProperty encrypted)
    {
        long plaintext = property.FindAnnotation(FieldCryptAnnotationNames.MaxLength)?.Value is int maxLength
            ? (long)maxLength * (encrypted.ClrType == typeof(byte[]) ? 1 : BytesPerCharacter)
            : 0;
        if (encrypted.ClrType == typeof(Uri))
            plaintext++;
        if (encrypted.PadTo > 0)
            plaintext = (plaintext / encrypted.PadTo + 1) * encrypted.PadTo;
        long envelope = EnvelopeLayout.Overhead + plaintext;
        return (int)Math.Min(int.MaxValue, EnvelopeLayout.LengthOf(envelope, encrypted.Storage));
    }
}
