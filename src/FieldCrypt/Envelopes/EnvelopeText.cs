using System.Buffers.Text;

namespace FieldCrypt;

/// <summary>Envelopes in text columns: base64url without padding (RFC 4648 section 5). All start with "_E".</summary>
internal static class EnvelopeText
{
    /// <summary>What FC 45 begins with in base64url.</summary>
    public const string Prefix = "_E";

    public static string Encode(ReadOnlySpan<byte> envelope) => Base64Url.EncodeToString(envelope);

    /// <summary>The bytes of an envelope's text; null if the text is no base64url or does not begin as an envelope does.</summary>
    public static byte[]? TryDecode(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text))
            return null;
        byte[] bytes = Base64Url.DecodeFromChars(text);
        return EnvelopeFormat.HasMagic(bytes) ? bytes : null;
    }
}
