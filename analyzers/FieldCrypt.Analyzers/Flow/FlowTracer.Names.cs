using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Identifiers: locals, parameters, properties, fields, and names that do not resolve.</summary>
internal sealed partial class FlowTracer
{
    private ValueFlow Name(SimpleNameSyntax name)
    {
        switch (SymbolOf(name))
        {
            case ILocalSymbol local:
                return Local(local, name);
            case IParameterSymbol parameter:
                return Parameter(parameter, name);
            case ISymbol { Kind: SymbolKind.Property or SymbolKind.Field } member:
                return MemberSymbol(member, receiver: null);
            case IRangeVariableSymbol:
                return RangeVariable(name);
            case null:
                return UnresolvedName(name.Identifier.ValueText);
            default:
                return ValueFlow.Unknown;
        }
    }

    private ValueFlow Member(SimpleNameSyntax name, ExpressionSyntax? receiver)
    {
        string text = name.Identifier.ValueText;
        if (KnownCalls.IsHarmlessMember(text))
            return ValueFlow.Cleared;

        var symbol = SymbolOf(name);
        if (symbol is { Kind: SymbolKind.Property or SymbolKind.Field })
            return MemberSymbol(symbol, receiver);
        if (symbol is not null)
            return ValueFlow.Unknown;

        if (ProtectiveNames.Protects(text))
            return ValueFlow.Cleared;
        if (_context.Sources.FromName(text, LastName.Of(receiver)) is { } source)
            return ValueFlow.From(source);
        return KnownCalls.IsWrappedMember(text) ? Value(receiver) : ValueFlow.Unknown;
    }

    private ValueFlow UnresolvedName(string name)
    {
        if (ProtectiveNames.Protects(name))
            return ValueFlow.Cleared;
        return _context.Sources.FromName(name, "") is { } source ? ValueFlow.From(source) : ValueFlow.Unknown;
    }

    private ValueFlow MemberSymbol(ISymbol member, ExpressionSyntax? receiver)
    {
        var type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        if (member is IFieldSymbol { HasConstantValue: true } || _context.Sources.IsHarmless(type))
            return ValueFlow.Cleared;

        if (_context.Sources.FromMember(member) is { } source)
            return ValueFlow.From(source);
        if (ProtectiveNames.Protects(member.Name))
            return ValueFlow.Cleared;

        if (member is IPropertySymbol { GetMethod: { } getter } && _context.Summaries.Returns(getter, _depth, _cancellation) is { IsUnknown: false } summary)
            return summary.WithoutParameters();

        return receiver is not null && (KnownCalls.IsWrappedMember(member.Name) || member.ContainingType is { IsTupleType: true } or { IsAnonymousType: true })
            ? Wrapped(receiver, member)
            : ValueFlow.Unknown;
    }

    /// <summary>The value inside a Nullable, a Task, a tuple or a value object such as <c>card.Number.Value</c>.</summary>
    private ValueFlow Wrapped(ExpressionSyntax receiver, ISymbol member)
    {
        if (receiver is ThisExpressionSyntax or BaseExpressionSyntax)
            return ValueFlow.Unknown;

        // A tuple made here: only the element asked for counts.
        if (member.ContainingType is { IsTupleType: true } && receiver is IdentifierNameSyntax name && SymbolOf(name) is ILocalSymbol)
        {
            foreach (var write in _context.WritesOf(receiver).Reaching(name.Identifier.ValueText, name))
            {
                if (write.Value is TupleExpressionSyntax tuple && TupleElement(tuple, member) is { } element)
                    return Value(element);
            }
        }

        var flow = Value(receiver);
        if (flow.Source is not null || flow.Parameters != 0)
            return flow;

        // An input control is called for what is typed into it: txtCardNumber.Text.
        return member.Name is "Text" or "Password" or "Value" or "EditValue" && !flow.IsCleared
            && _context.Sources.FromName(LastName.Of(receiver), "") is { } source
            ? ValueFlow.From(source)
            : ValueFlow.Unknown;
    }

    private static ExpressionSyntax? TupleElement(TupleExpressionSyntax tuple, ISymbol member)
    {
        var fields = member.ContainingType.TupleElements;
        for (int i = 0; i < fields.Length && i < tuple.Arguments.Count; i++)
        {
            if (fields[i].Name == member.Name)
                return tuple.Arguments[i].Expression;
        }

        return null;
    }

    private ValueFlow Local(ILocalSymbol local, SimpleNameSyntax use)
    {
        if (local.HasConstantValue && local.ConstantValue is not string || _context.Sources.IsHarmless(local.Type))
            return ValueFlow.Cleared;
        if (ProtectiveNames.Protects(local.Name))
            return ValueFlow.Cleared;

        var written = Written(local, use, out bool any);
        if (written.Source is not null || (any && written.IsCleared))
            return written;

        return _context.Sources.FromLocal(local) is { } source ? ValueFlow.From(source).Or(written) : written;
    }

    private ValueFlow Parameter(IParameterSymbol parameter, SimpleNameSyntax use)
    {
        if (_context.Sources.IsHarmless(parameter.Type) || ProtectiveNames.Protects(parameter.Name))
            return ValueFlow.Cleared;

        var written = Written(parameter, use, out bool any);
        bool replaced = any && _replacedForCertain;
        if (replaced)
            return written.IsCleared || written.Source is not null ? written : NamedParameter(parameter).Or(written);

        var flow = NamedParameter(parameter);
        if (flow.IsUnknown && IsLambdaParameter(parameter, out var lambda))
            flow = LambdaArgument(lambda!);
        if (_summarized is not null && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _summarized))
            flow = flow.Or(ValueFlow.FromParameter(parameter.Ordinal));
        return any ? flow.Or(written) : flow;
    }

    private ValueFlow NamedParameter(IParameterSymbol parameter) =>
        _context.Sources.FromParameter(parameter) is { } source ? ValueFlow.From(source) : ValueFlow.Unknown;

    private bool _replacedForCertain;

    /// <summary>What the writes that reach a use put into a variable.</summary>
    private ValueFlow Written(ISymbol variable, SimpleNameSyntax use, out bool any)
    {
        any = false;
        bool replaced = false;
        var flow = ValueFlow.Cleared;
        foreach (var write in _context.WritesOf(use).Reaching(variable.Name, use))
        {
            if (!WritesTo(write, variable))
                continue;

            any = true;
            replaced |= write.Replaces && write.IsCertainBefore(use);
            flow = flow.Or(write.Value is null ? ValueFlow.Unknown : Value(write.Value));
        }

        _replacedForCertain = replaced;
        return any ? flow : ValueFlow.Unknown;
    }

    private bool WritesTo(LocalWrite write, ISymbol variable) => write.Target is IdentifierNameSyntax name
        ? SymbolEqualityComparer.Default.Equals(SymbolOf(name), variable)
        : variable.Locations.Length > 0 && variable.Locations[0].SourceSpan == write.At;

    private static bool IsLambdaParameter(IParameterSymbol parameter, out AnonymousFunctionExpressionSyntax? lambda)
    {
        lambda = parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } function && function.DeclaringSyntaxReferences.Length > 0
            ? function.DeclaringSyntaxReferences[0].GetSyntax() as AnonymousFunctionExpressionSyntax
            : null;
        return lambda is not null;
    }

    /// <summary>The elements a lambda is applied to: <c>pans</c> of <c>pans.Select(p => …)</c>.</summary>
    private ValueFlow LambdaArgument(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } && SyntaxShapes.ReceiverOf(call) is { } receiver
            && KnownCalls.PassesElements(LastName.Of(call.Expression))
            ? Value(receiver)
            : ValueFlow.Unknown;

    private ValueFlow RangeVariable(SimpleNameSyntax name)
    {
        var query = name.FirstAncestorOrSelf<QueryExpressionSyntax>();
        return query is not null && query.FromClause.Identifier.ValueText == name.Identifier.ValueText
            ? Value(query.FromClause.Expression)
            : ValueFlow.Unknown;
    }
}
