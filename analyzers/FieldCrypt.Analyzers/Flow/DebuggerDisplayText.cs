using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>The expressions in the text of a [DebuggerDisplay], resolved by hand: the compiler does not bind them.</summary>
internal static class DebuggerDisplayText
{
    /// <summary>The sensitive members that a format such as <c>"{Brand} {Pan,nq}"</c> shows.</summary>
    public static IEnumerable<SensitiveSource> Sources(string format, INamedTypeSymbol type, FlowContext flow, CancellationToken cancellation)
    {
        int open;
        int at = 0;
        while ((open = format.IndexOf('{', at)) >= 0)
        {
            int close = format.IndexOf('}', open);
            if (close < 0)
                yield break;

            string text = format.Substring(open + 1, close - open - 1);
            int comma = text.LastIndexOf(',');
            if (comma > text.LastIndexOf(')'))
                text = text.Substring(0, comma);
            if (Find(SyntaxFactory.ParseExpression(text), type, flow, cancellation) is { } source)
                yield return source;
            at = close + 1;
        }
    }

    private static SensitiveSource? Find(ExpressionSyntax expression, ITypeSymbol type, FlowContext flow, CancellationToken cancellation)
    {
        switch (expression)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                return Find(sum.Left, type, flow, cancellation) ?? Find(sum.Right, type, flow, cancellation);

            case InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call:
                return Resolve(call.Expression, type) is IMethodSymbol method
                    ? flow.Summaries.Returns(method, 0, cancellation).Source
                    : LastName.Of(call.Expression) == "ToString" && SyntaxShapes.ReceiverOf(call) is { } receiver ? Find(receiver, type, flow, cancellation) : null;

            default:
                return Resolve(expression, type) switch
                {
                    IPropertySymbol property => flow.Sources.FromMember(property) ?? FromGetter(property, flow, cancellation),
                    IFieldSymbol field => flow.Sources.FromMember(field),
                    _ => null,
                };
        }
    }

    private static SensitiveSource? FromGetter(IPropertySymbol property, FlowContext flow, CancellationToken cancellation) =>
        property.GetMethod is { } getter ? flow.Summaries.Returns(getter, 0, cancellation).Source : null;

    /// <summary>The member that <c>A</c>, <c>this.A</c>, <c>A.B</c> or <c>A?.B</c> names.</summary>
    private static ISymbol? Resolve(ExpressionSyntax expression, ITypeSymbol type)
    {
        switch (expression)
        {
            case IdentifierNameSyntax name:
                return MemberOf(type, name.Identifier.ValueText);

            case MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access:
                return MemberOf(type, access.Name.Identifier.ValueText);

            case MemberAccessExpressionSyntax access:
                return Resolve(access.Expression, type) is { } owner && TypeOf(owner) is { } inner ? MemberOf(inner, access.Name.Identifier.ValueText) : null;

            case ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax binding } conditional:
                return Resolve(conditional.Expression, type) is { } whole && TypeOf(whole) is { } part ? MemberOf(part, binding.Name.Identifier.ValueText) : null;

            default:
                return null;
        }
    }

    private static ISymbol? MemberOf(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers(name).FirstOrDefault(static m => m.Kind is SymbolKind.Property or SymbolKind.Field or SymbolKind.Method) is { } member)
                return member;
        }

        return null;
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IPropertySymbol property => property.Type,
        IFieldSymbol field => field.Type,
        _ => null,
    };
}
