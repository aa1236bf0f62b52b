using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Slices that leave what PCI DSS 3.4.1 lets be shown: the BIN (up to eight digits) or the last four.
/// </summary>
internal static class StringSlices
{
    private const int LongestStart = 8;
    private const int LongestEnd = 4;

    /// <summary>From this index on, a PAN of 16 digits has at most six left.</summary>
    private const int LateStart = 10;

    public static bool IsSafe(RangeExpressionSyntax range, SemanticModel model)
    {
        if (range.LeftOperand is { } left)
        {
            if (IsFromEnd(left, out var fromEnd))
                return Constant(fromEnd, model) is not { } n || n <= LongestEnd;

            if (IsLengthMinus(left, model) || Constant(left, model) >= LateStart)
                return true;
        }

        if (range.RightOperand is not { } right)
            return false;

        int? start = range.LeftOperand is null ? 0 : Constant(range.LeftOperand, model);
        return !IsFromEnd(right, out _) && Constant(right, model) - start <= LongestStart;
    }

    /// <summary>Whether a call of Substring, Remove, Take, Slice and the like leaves a safe slice of its receiver.</summary>
    public static bool IsSafe(string method, SeparatedSyntaxList<ArgumentSyntax> arguments, SemanticModel model)
    {
        var first = arguments.Count > 0 ? arguments[0].Expression : null;
        var second = arguments.Count > 1 ? arguments[1].Expression : null;
        if (first is null)
            return false;

        switch (method)
        {
            case "Substring" or "Slice" or "AsSpan" or "AsMemory":
                if (second is not null && Constant(second, model) is { } length && length <= LongestStart)
                    return true;
                return IsLengthMinus(first, model) || Constant(first, model) >= LateStart;

            case "Skip":
                return IsLengthMinus(first, model) || Constant(first, model) >= LateStart;

            case "Remove":
                return second is null
                    ? Constant(first, model) <= LongestStart
                    : Constant(second, model) >= LateStart - LongestEnd || IsLengthMinus(second, model);

            case "Take" or "Left":
                return (first as RangeExpressionSyntax) is { } range ? IsSafe(range, model) : Constant(first, model) <= LongestStart;

            case "TakeLast" or "Right" or "Last" or "GetLast" or "SubstringFromEnd":
                return Constant(first, model) is not { } count || count <= LongestEnd;

            default:
                return false;
        }
    }

    private static bool IsFromEnd(ExpressionSyntax operand, out ExpressionSyntax index)
    {
        if (operand is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.IndexExpression } fromEnd)
        {
            index = fromEnd.Operand;
            return true;
        }

        index = operand;
        return false;
    }

    /// <summary><c>x.Length - 4</c>, also inside <c>Math.Max(0, …)</c> and behind a local.</summary>
    private static bool IsLengthMinus(ExpressionSyntax expression, SemanticModel model)
    {
        foreach (var subtraction in expression.DescendantNodesAndSelf().OfType<BinaryExpressionSyntax>())
        {
            if (!subtraction.IsKind(SyntaxKind.SubtractExpression) || !MentionsLength(subtraction.Left))
                continue;

            return Constant(subtraction.Right, model) is not { } n || n <= LongestEnd;
        }

        return expression is IdentifierNameSyntax name
            && model.GetSymbolInfo(name).Symbol is ILocalSymbol local
            && local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value }
            && value is not IdentifierNameSyntax
            && value.SyntaxTree == model.SyntaxTree
            && IsLengthMinus(value, model);
    }

    private static bool MentionsLength(ExpressionSyntax expression) =>
        expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(static n => n.Identifier.ValueText is "Length" or "Count" or "len" or "length");

    private static int? Constant(ExpressionSyntax expression, SemanticModel model) =>
        model.GetConstantValue(expression) is { HasValue: true, Value: int value } ? value : null;
}
