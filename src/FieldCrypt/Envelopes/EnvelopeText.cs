using System.Buffers.Text;

namespace FieldCrypt;

/// <summary>Envelopes in text columns: base64url without padding (RFC 4648 section 5). All start with "_E".</summary>
internal static class EnvelopeText
{
    /// <summary>What FC 45 begins with in base64url.</summary>
    public const string Prefix = "_E";

    public static string Encode(ReadOnlySpan<byte> envelope) => Base64Url.EncodeToString(envelope);

    /// <summary>
    /// The bytes of an envelope's text; null if the text does not begin as an envelope does, or is not exactly what
    /// <see cref="Encode"/> makes of some bytes: padding, white space and spare bits that are set are refused.
    /// </summary>
    public static byte[]? TryDecode(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text))
            return null;
        byte[] bytes = Base64Url.DecodeFromChars(text);
        return EnvelopeFormat.HasMagic(bytes) && IsExact(text, bytes.Length) ? bytes : null;
    }

    /// <summary>Whether valid base64url of so many bytes has nothing in it but their digits, the last without spare bits.</summary>
    private static bool IsExact(string text, int length)
    {
        if (text.Length != Base64Url.GetEncodedLength(length))
            return false;
        return (length % 3) switch
        {
            0 => true,
            1 => Digits.IndexOf(text[^1], StringComparison.Ordinal) % 16 == 0,
            _ => Digits.IndexOf(text[^1], StringComparison.Ordinal) % 4 == 0,
        };
    }

    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
}
