namespace FieldCrypt;

/// <summary>
/// How long the texts of an audit line may be, in UTF-16 code units, so that no line is longer than
/// <see cref="AuditLine.MaximumLength"/> even where each is escaped as six bytes. A longer one is cut and ends with an ellipsis.
/// </summary>
internal static class AuditText
{
    public const int MaximumKeyId = 4096;
    public const int MaximumContext = 4096;
    public const int MaximumOther = 1024;

    private const char CutMark = '…';

    public static string Fit(string text, int maximum)
    {
        if (text.Length <= maximum)
            return text;
        int length = maximum - 1;
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return string.Concat(text.AsSpan(0, length), [CutMark]);
    }
}
