using System.Text;

namespace FieldCrypt.Vault;

/// <summary>
/// Transit's ciphertext text, <c>vault:v3:base64</c>. Transit reads it leniently (v0 for v1, stray bits at the end of
/// base64), and nothing here may be changed unnoticed: so only the one way it writes a ciphertext is sent to it.
/// </summary>
internal static class TransitCiphertext
{
    private const string Prefix = "vault";

    /// <summary>The version, as <c>v3</c>; null if the text is not as Transit writes it.</summary>
    public static string? VersionOf(string text)
    {
        string[] parts = text.Split(':');
        bool wellFormed = parts is [Prefix, ['v', >= '1' and <= '9', ..] version, _] && version.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
        return wellFormed && IsCanonicalBase64(parts[2]) ? parts[1] : null;
    }

    /// <summary>The text of a wrapped key; null if it is not as Transit wrote it under the version recorded.</summary>
    public static string? TextOf(WrappedKey wrapped)
    {
        string text = Encoding.Latin1.GetString(wrapped.Ciphertext);
        return VersionOf(text) is { } version && version == wrapped.KeyVersion ? text : null;
    }

    private static bool IsCanonicalBase64(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && Convert.ToBase64String(bytes, 0, length) == text;
    }
}
