using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers;

/// <summary>Where a part of a literal's value stands in the source.</summary>
internal static class LiteralLocation
{
    /// <summary>The part itself where the literal's text holds it as written; the whole literal where escapes hide it.</summary>
    public static Location Of(SyntaxToken token, int start, int length)
    {
        int at = token.Text.IndexOf(token.ValueText.Substring(start, length), System.StringComparison.Ordinal);
        return at < 0 || token.SyntaxTree is null
            ? token.GetLocation()
            : Location.Create(token.SyntaxTree, new TextSpan(token.SpanStart + at, length));
    }
}
