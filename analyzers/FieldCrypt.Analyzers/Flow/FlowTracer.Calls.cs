using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Calls: what the result of a method holds of its receiver and arguments.</summary>
internal sealed partial class FlowTracer
{
    private ValueFlow Call(InvocationExpressionSyntax call)
    {
        string name = LastName.Of(call.Expression);
        if (name == "nameof" || KnownCalls.IsHarmless(name))
            return ValueFlow.Cleared;

        // A mere candidate (of an unresolved receiver, say) is no proof of what the call returns.
        bool resolved = _model.GetSymbolInfo(call, _cancellation).Symbol is not null;
        var method = SymbolOf(call) as IMethodSymbol;
        if (resolved && method is not null && (method.ReturnsVoid || _context.Sources.IsHarmless(method.ReturnType)))
            return ValueFlow.Cleared;

        var receiver = SyntaxShapes.ReceiverOf(call);
        var arguments = call.ArgumentList.Arguments;
        if (StringSlices.IsSafe(name, arguments, _model))
            return ValueFlow.Cleared;
        if (KnownCalls.IsSerializer(name))
            return Serialized(call, method, receiver, arguments);
        if (name == "ToString" && receiver is not null)
            return Printed(receiver);
        if (name is "Select" or "SelectMany" or "ConvertAll" or "Aggregate" or "Let" or "Map" && SelectorOf(arguments) is { } selector)
            return Value(selector);
        if (name == "Replace")
            return Replaced(receiver, arguments);

        if (receiver is not null && arguments.Count > 0 && arguments[0].Expression is LiteralExpressionSyntax { Token.Value: string key } && KnownCalls.LooksUp(name))
            return Keyed(receiver, key);

        bool known = KnownCalls.KeepsReceiver(name) || KnownCalls.KeepsArguments(name);
        if (!ProtectiveNames.Undoes(name) && ((!known && ProtectiveNames.Protects(name)) || IsOnProtector(method, receiver)))
            return ValueFlow.Cleared;
        if (method is not null && InSource(method, call, receiver, arguments, out var flow))
            return flow;
        if (known)
            return PassedThrough(name, method, receiver, arguments);

        // Only the name speaks: GetCardNumber(), DecryptPan(x).
        return _context.Sources.FromCall(name, method) is { } source ? ValueFlow.From(source) : ValueFlow.Unknown;
    }

    /// <summary><c>masker.Apply(pan)</c>, <c>CardMask.Format(pan)</c>.</summary>
    private static bool IsOnProtector(IMethodSymbol? method, ExpressionSyntax? receiver)
    {
        if (method?.ContainingType?.Name is { Length: > 0 } type)
            return ProtectiveNames.Protects(type);

        return receiver is IdentifierNameSyntax or MemberAccessExpressionSyntax && ProtectiveNames.Protects(LastName.Of(receiver));
    }

    private ValueFlow PassedThrough(string name, IMethodSymbol? method, ExpressionSyntax? receiver, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        var flow = ValueFlow.Cleared;
        bool isInstance = receiver is not null && (method is null ? SymbolOf(receiver) is not ITypeSymbol : !method.IsStatic || method.IsExtensionMethod && method.ReducedFrom is not null);
        if (isInstance && KnownCalls.KeepsReceiver(name))
            flow = flow.Or(Printed(receiver!));
        if (KnownCalls.KeepsArguments(name) || !isInstance)
        {
            foreach (var argument in arguments)
                flow = flow.Or(Printed(argument.Expression));
        }

        return flow;
    }

    /// <summary>A replacement by stars or the like is a mask; any other keeps the rest of the text.</summary>
    private ValueFlow Replaced(ExpressionSyntax? receiver, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        if (arguments.Count > 0)
        {
            var last = arguments.Reverse().First(a => arguments.Count < 3 || a.Expression is not MemberAccessExpressionSyntax).Expression;
            if (last is AnonymousFunctionExpressionSyntax or ObjectCreationExpressionSyntax || IsMaskText(last))
                return ValueFlow.Cleared;
        }

        // Regex.Replace(text, pattern, replacement), or regex.Replace(text, replacement).
        bool isRegex = LastName.Of(receiver).IndexOf("regex", System.StringComparison.OrdinalIgnoreCase) >= 0
            || (receiver is not null && TypeOf(receiver)?.Name == "Regex");
        return isRegex && arguments.Count > 0 ? Value(arguments[0].Expression) : Value(receiver);
    }

    private bool IsMaskText(ExpressionSyntax expression)
    {
        var constant = _model.GetConstantValue(expression, _cancellation);
        string? text = constant is { HasValue: true } ? constant.Value?.ToString() : null;
        return text is not null && text.IndexOfAny(['*', '#', 'X', 'x', '•', '●', '█', '∗']) >= 0;
    }

    private ValueFlow Serialized(InvocationExpressionSyntax call, IMethodSymbol? method, ExpressionSyntax? receiver, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        // JsonSerializer.Serialize(x) and x.ToJson() alike.
        bool onValue = arguments.Count == 0 || method is { IsExtensionMethod: true, ReducedFrom: not null };
        var value = onValue ? receiver : arguments[0].Expression;
        if (value is null)
            return ValueFlow.Unknown;

        var flow = Value(value).AsSerialized();
        if (flow.Source is not null)
            return flow;

        var type = TypeOf(value);
        return type is not null && _context.PrintedMembers.Find(type, PrintMode.Serialized, _cancellation) is { } member
            ? flow.Or(ValueFlow.From(member))
            : flow;
    }

    private static ExpressionSyntax? SelectorOf(SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Expression is LambdaExpressionSyntax { ExpressionBody: { } body })
                return body;
        }

        return null;
    }

    /// <summary>A method with a body in this compilation: its summary, applied to the arguments.</summary>
    private bool InSource(IMethodSymbol method, InvocationExpressionSyntax call, ExpressionSyntax? receiver, SeparatedSyntaxList<ArgumentSyntax> arguments, out ValueFlow flow)
    {
        flow = MayMatter(method, call, receiver, arguments) ? _context.Summaries.Returns(method, _depth, _cancellation) : ValueFlow.Unknown;
        if (flow.IsUnknown)
            return false;

        var own = flow.WithoutParameters();
        ulong parameters = flow.Parameters;
        var callee = method.ReducedFrom ?? method;
        for (int i = 0; i < callee.Parameters.Length && i < 64; i++)
        {
            if ((parameters & (1UL << i)) != 0 && ArgumentFor(callee.Parameters[i], method, receiver, arguments) is { } argument)
                own = own.Or(Value(argument));
        }

        flow = own;
        return true;
    }

    /// <summary>Plaintext comes out of a helper only if it goes in, or if the helper itself may come by some.</summary>
    private bool MayMatter(IMethodSymbol method, InvocationExpressionSyntax call, ExpressionSyntax? receiver, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        // What goes into a helper's helper is not known here.
        if (_summarized is not null || _context.Hints.AreAround(call) || _context.Summaries.MayBringPlaintext(method, _cancellation))
            return true;

        if (method.ReducedFrom is not null && Value(receiver).Source is not null)
            return true;

        foreach (var argument in arguments)
        {
            if (Value(argument.Expression).Source is not null)
                return true;
        }

        return false;
    }

    /// <summary>The argument a call passes for a parameter, by name or position; the receiver for an extension method's first.</summary>
    public static ExpressionSyntax? ArgumentFor(IParameterSymbol parameter, IMethodSymbol called, ExpressionSyntax? receiver, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        int shift = called.ReducedFrom is null ? 0 : 1;
        if (shift == 1 && parameter.Ordinal == 0)
            return receiver;

        foreach (var argument in arguments)
        {
            if (argument.NameColon?.Name.Identifier.ValueText == parameter.Name)
                return argument.Expression;
        }

        int position = parameter.Ordinal - shift;
        return position < arguments.Count && arguments[position].NameColon is null ? arguments[position].Expression : null;
    }
}
