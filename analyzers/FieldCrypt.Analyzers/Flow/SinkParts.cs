using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// The expressions inside an argument that each bring one value: the holes of an interpolated string, the operands of a
/// concatenation, the members of an anonymous object, the entries of a dictionary.
/// </summary>
internal static class SinkParts
{
    public static IEnumerable<SinkArgument> Of(SinkArgument argument, SemanticModel model)
    {
        switch (argument.Expression)
        {
            case LiteralExpressionSyntax or TypeOfExpressionSyntax or DefaultExpressionSyntax:
                return [];

            case ParenthesizedExpressionSyntax parenthesized:
                return Of(argument with { Expression = parenthesized.Expression }, model);

            case InterpolatedStringExpressionSyntax interpolated:
                return Holes(interpolated, model);

            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                return Of(Text(sum.Left), model).Concat(Of(Text(sum.Right, LabelBefore(sum.Left)), model));

            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesced:
                return Of(argument with { Expression = coalesced.Left }, model).Concat(Of(argument with { Expression = coalesced.Right }, model));

            case ConditionalExpressionSyntax choice:
                return Of(argument with { Expression = choice.WhenTrue }, model).Concat(Of(argument with { Expression = choice.WhenFalse }, model));

            case CastExpressionSyntax cast:
                return Of(argument with { Expression = cast.Expression }, model);

            case InvocationExpressionSyntax call when IsComposition(call):
                return call.ArgumentList.Arguments.SelectMany(a => Of(Text(a.Expression), model));

            case InvocationExpressionSyntax call when IsPair(LastName.Of(call.Expression), call.ArgumentList.Arguments):
                return Pair(call.ArgumentList.Arguments, argument.Mode, model);

            case BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } pair } creation when IsPair(NameOf(creation, model), pair):
                return Pair(pair, argument.Mode, model);

            case TupleExpressionSyntax { Arguments: { Count: 2 } pair } when pair[0].Expression is LiteralExpressionSyntax:
                return Pair(pair, argument.Mode, model);

            case LambdaExpressionSyntax { ExpressionBody: { } body }:
                return Of(argument with { Expression = body }, model);

            case AnonymousObjectCreationExpressionSyntax anonymous:
                return anonymous.Initializers.SelectMany(member => Of(new SinkArgument(member.Expression, member.NameEquals?.Name.Identifier.ValueText ?? "", argument.Mode), model));

            case ArrayCreationExpressionSyntax { Initializer: { } initializer }:
                return Elements(initializer, argument, model);

            case ImplicitArrayCreationExpressionSyntax { Initializer: { } initializer }:
                return Elements(initializer, argument, model);

            case BaseObjectCreationExpressionSyntax { Initializer: { } initializer } creation when IsContainer(initializer):
                return Elements(initializer, argument, model);

            case CollectionExpressionSyntax collection:
                return collection.Elements.OfType<ExpressionElementSyntax>().SelectMany(e => Of(argument with { Expression = e.Expression }, model));

            default:
                return [argument];
        }
    }

    private static SinkArgument Text(ExpressionSyntax expression, string label = "") => new(expression, label, PrintMode.Text);

    private static IEnumerable<SinkArgument> Holes(InterpolatedStringExpressionSyntax interpolated, SemanticModel model)
    {
        string label = "";
        foreach (var content in interpolated.Contents)
        {
            if (content is InterpolationSyntax hole)
            {
                foreach (var part in Of(Text(hole.Expression, label), model))
                    yield return part;
            }

            label = content is InterpolatedStringTextSyntax text ? MessageTemplate.LabelIn(text.TextToken.ValueText) : "";
        }
    }

    /// <summary>The label at the end of the text to the left of a +.</summary>
    private static string LabelBefore(ExpressionSyntax left) => left switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => MessageTemplate.LabelIn(text),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => LabelBefore(sum.Right),
        InterpolatedStringExpressionSyntax { Contents: [.., InterpolatedStringTextSyntax text] } => MessageTemplate.LabelIn(text.TextToken.ValueText),
        _ => "",
    };

    /// <summary>string.Format, Concat and Join, FormattableString.Invariant.</summary>
    private static bool IsComposition(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax access
        && access.Name.Identifier.ValueText is "Format" or "Concat" or "Join" or "Invariant" or "Create"
        && LastName.Of(access.Expression) is "string" or "String" or "FormattableString";

    private static bool IsPair(string name, SeparatedSyntaxList<ArgumentSyntax> arguments) =>
        name is "Create" or "KeyValuePair" && arguments.Count == 2 && arguments[0].Expression is LiteralExpressionSyntax { Token.Value: string };

    private static IEnumerable<SinkArgument> Pair(SeparatedSyntaxList<ArgumentSyntax> pair, PrintMode mode, SemanticModel model) =>
        Of(new SinkArgument(pair[1].Expression, ((LiteralExpressionSyntax)pair[0].Expression).Token.Value as string ?? "", mode), model);

    private static string NameOf(BaseObjectCreationExpressionSyntax creation, SemanticModel model) =>
        creation is ObjectCreationExpressionSyntax { Type: { } type } ? LastName.Of(type) : model.GetTypeInfo(creation).Type?.Name ?? "";

    private static bool IsContainer(InitializerExpressionSyntax initializer) =>
        initializer.IsKind(SyntaxKind.CollectionInitializerExpression)
        || initializer.Expressions.Any(static e => e is AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax });

    private static IEnumerable<SinkArgument> Elements(InitializerExpressionSyntax initializer, SinkArgument argument, SemanticModel model)
    {
        foreach (var element in initializer.Expressions)
        {
            var (value, label) = element switch
            {
                AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax access } assignment => (assignment.Right, KeyOf(access)),
                InitializerExpressionSyntax { Expressions: [LiteralExpressionSyntax { Token.Value: string key }, var entry] } => (entry, key),
                _ => (element, ""),
            };

            foreach (var part in Of(new SinkArgument(value, label, argument.Mode), model))
                yield return part;
        }
    }

    private static string KeyOf(ImplicitElementAccessSyntax access) =>
        access.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token.Value: string key } }] ? key : "";
}
