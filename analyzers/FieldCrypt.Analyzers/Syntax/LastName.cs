using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>The last part of what is written as a name. The generator compiles this file as well.</summary>
internal static class LastName
{
    /// <summary>The rightmost identifier: <c>c</c> of <c>a.b.c</c>, <c>a?.c</c>, <c>a.c&lt;T&gt;()</c>; empty when there is none.</summary>
    public static string Of(SyntaxNode? node) => node switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax conditional => Of(conditional.WhenNotNull),
        InvocationExpressionSyntax call => Of(call.Expression),
        ElementAccessExpressionSyntax element => Of(element.Expression),
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => Of(nullable.ElementType),
        PostfixUnaryExpressionSyntax postfix => Of(postfix.Operand),
        ParenthesizedExpressionSyntax parenthesized => Of(parenthesized.Expression),
        CastExpressionSyntax cast => Of(cast.Expression),
        AwaitExpressionSyntax awaited => Of(awaited.Expression),
        ThisExpressionSyntax => "this",
        PredefinedTypeSyntax predefined => predefined.Keyword.ValueText,
        _ => "",
    };
}
