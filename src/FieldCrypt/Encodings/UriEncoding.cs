namespace FieldCrypt;

/// <summary>The URI as it was written, absolute or relative.</summary>
internal sealed class UriEncoding() : ValueEncoding<Uri>(ValueKind.Uri)
{
    private static readonly StringEncoding s_text = new();

    internal override int GetByteCount(Uri value) => s_text.GetByteCount(value.OriginalString);

    internal override void Encode(Uri value, Span<byte> destination) => s_text.Encode(value.OriginalString, destination);

    internal override bool TryDecode(ReadOnlySpan<byte> plaintext, out Uri value)
    {
        value = null!;
        return s_text.TryDecode(plaintext, out string text) && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out value!);
    }
}
