using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers;

/// <summary>One place that gives a local or parameter a value, or puts one into what it refers to.</summary>
/// <param name="Target">The identifier or designation written.</param>
/// <param name="At">Where the variable's name stands: where it is declared, if this is its declaration.</param>
/// <param name="Value">The value; <see langword="null"/> when it is not an expression of this method.</param>
/// <param name="Replaces">False for appending: compound assignment, StringBuilder.Append, List.Add.</param>
internal sealed record LocalWrite(SyntaxNode Target, TextSpan At, ExpressionSyntax? Value, bool Replaces)
{
    public int Position { get; } = (Value ?? Target).Span.End;

    /// <summary>Whether no way leads to the use around this write: its statement's parent encloses the use.</summary>
    public bool IsCertainBefore(SyntaxNode use)
    {
        SyntaxNode? node = Target;
        while (node is not null and not StatementSyntax)
        {
            // Inside a lambda, an arm or the right side of && the write may never run.
            if (node is AnonymousFunctionExpressionSyntax or SwitchExpressionArmSyntax or ConditionalExpressionSyntax or MemberDeclarationSyntax)
                return false;
            node = node.Parent;
        }

        var parent = node?.Parent;
        if (parent is GlobalStatementSyntax)
            parent = parent.Parent;
        return parent is not null && parent.Span.Contains(use.Span);
    }
}
