using System.Text;

namespace FieldCrypt;

/// <summary>UTF-8. A string with half of a surrogate pair has no UTF-8 form and is refused, never replaced.</summary>
internal sealed class StringEncoding() : ValueEncoding<string>(ValueKind.String)
{
    // The exceptions of a strict encoder quote the character, so they go no further than here.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal override int GetByteCount(string value)
    {
        try
        {
            return s_strict.GetByteCount(value);
        }
        catch (EncoderFallbackException exception)
        {
            throw new UnencodableValueException($"the string has half of a surrogate pair at index {exception.Index}");
        }
    }

    internal override void Encode(string value, Span<byte> destination) => s_strict.GetBytes(value, destination);

    internal override bool TryDecode(ReadOnlySpan<byte> plaintext, out string value)
    {
        try
        {
            value = s_strict.GetString(plaintext);
            return true;
        }
        catch (DecoderFallbackException)
        {
            value = "";
            return false;
        }
    }
}
