using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>The placeholders of a message template (messagetemplates.org): <c>{Name}</c>, <c>{@Destructured}</c>, <c>{0}</c>.</summary>
internal static class MessageTemplate
{
    /// <param name="Name">The placeholder's name; for a position the label in front of it, empty without one.</param>
    /// <param name="Destructures">Whether <c>@</c> asks for the members of the value.</param>
    internal readonly record struct Hole(string? Name, bool Destructures);

    public static IReadOnlyList<Hole> Parse(string template)
    {
        var holes = new List<Hole>();
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '{')
                continue;
            if (i + 1 < template.Length && template[i + 1] == '{')
            {
                i++;
                continue;
            }

            int end = template.IndexOf('}', i);
            if (end < 0)
                break;

            string name = template.Substring(i + 1, end - i - 1);
            int cut = name.IndexOfAny([',', ':']);
            if (cut >= 0)
                name = name.Substring(0, cut);
            bool destructures = name.StartsWith("@", System.StringComparison.Ordinal);
            name = name.TrimStart('@', '$').Trim();
            holes.Add(new Hole(name.Length > 0 && char.IsDigit(name[0]) ? LabelIn(template.Substring(0, i)) : name, destructures));
            i = end;
        }

        return holes;
    }

    /// <summary>The label that a text ends in: "Card number" of "Paid. Card number: "; empty when it does not.</summary>
    public static string LabelIn(string text)
    {
        const int LongestLabel = 40;
        string trimmed = text.TrimEnd(' ', '\'', '"', '[', '(', '{', '\t');
        if (trimmed.Length == 0 || trimmed[trimmed.Length - 1] is not (':' or '='))
            return "";

        string label = trimmed.TrimEnd(':', '=', ' ');
        int start = label.LastIndexOfAny(['\n', ',', ';', '|', '.', '!', '?', '(', ')', ':', '=', '\t', '>', '}']) + 1;
        label = label.Substring(start).Trim();
        return label.Length <= LongestLabel ? label : "";
    }

    /// <summary>The template of a literal or of literals joined by +; null when the expression is no text.</summary>
    public static string? TextOf(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum when TextOf(sum.Left) is { } left && TextOf(sum.Right) is { } right => left + right,
        ParenthesizedExpressionSyntax parenthesized => TextOf(parenthesized.Expression),
        _ => null,
    };

    /// <summary>The values of an explicit <c>params</c> array, or the value itself.</summary>
    public static IEnumerable<ExpressionSyntax> Spread(ExpressionSyntax expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer.Expressions: var values } => values,
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: var values } => values,
        // Not a collection expression: the other arms would make it a SeparatedSyntaxList, whose Add changes nothing.
        _ => new[] { expression },
    };
}
