namespace FieldCrypt;

/// <summary>
/// Whether the URI is absolute, then the URI as it was written. The text alone does not tell: on Unix <c>/a</c> is an absolute
/// path or a relative reference, as its maker chose.
/// </summary>
internal sealed class UriEncoding() : ValueEncoding<Uri>(ValueKind.Uri)
{
    private const byte Relative = 0;
    private const byte Absolute = 1;

    private static readonly StringEncoding s_text = new();

    internal override int GetByteCount(Uri value)
    {
        // Escaping switched off by an option or an obsolete constructor, and what a derived class adds, are not in the text.
        if (value.GetType() != typeof(Uri) || !TryCreate(value.OriginalString, value.IsAbsoluteUri, out Uri? read) || !AreSame(value, read))
            throw new UnencodableValueException("reading the URI back from its text gives another one");
        return 1 + s_text.GetByteCount(value.OriginalString);
    }

    internal override void Encode(Uri value, Span<byte> destination)
    {
        destination[0] = value.IsAbsoluteUri ? Absolute : Relative;
        s_text.Encode(value.OriginalString, destination[1..]);
    }

    internal override bool TryDecode(ReadOnlySpan<byte> plaintext, out Uri value)
    {
        value = null!;
        return plaintext is [Relative or Absolute, ..]
            && s_text.TryDecode(plaintext[1..], out string text)
            && TryCreate(text, plaintext[0] == Absolute, out value!);
    }

    private static bool TryCreate(string text, bool isAbsolute, out Uri? value)
        => Uri.TryCreate(text, isAbsolute ? UriKind.Absolute : UriKind.Relative, out value);

    private static bool AreSame(Uri left, Uri? right)
        => left.Equals(right) && left.UserEscaped == right.UserEscaped && (!left.IsAbsoluteUri || left.AbsoluteUri == right.AbsoluteUri);
}
