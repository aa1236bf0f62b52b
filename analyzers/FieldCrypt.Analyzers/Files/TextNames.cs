using System;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Goes through the names in a text, in code, comments and literals alike, each with a hash of its characters: what is known
/// of a name can be looked up without making a string of it.
/// </summary>
internal ref struct TextNames(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _next;

    /// <summary>Where the current name begins, in characters.</summary>
    public int Start { get; private set; }

    public int Hash { get; private set; }

    public readonly ReadOnlySpan<char> Current => _text.Slice(Start, _next - Start);

    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            if (!IsPart(_text[_next]))
            {
                _next++;
                continue;
            }

            Start = _next;
            int hash = 17;
            for (; _next < _text.Length && IsPart(_text[_next]); _next++)
                hash = Add(hash, _text[_next]);
            Hash = hash;
            // A number with its suffix.
            if (_text[Start] is < '0' or > '9')
                return true;
        }

        return false;
    }

    private static int Add(int hash, char c) => unchecked((hash * 31) + c);

    private static bool IsPart(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' || (c > 127 && char.IsLetterOrDigit(c));
}
