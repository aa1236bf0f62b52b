using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Follows the value of an expression back to where it comes from, within one member and, by summaries, through the
/// methods of the compilation. It starts at a sink, so a member without sinks costs nothing.
/// </summary>
/// <remarks>
/// It walks syntax and asks the semantic model for symbols, rather than walking operations: an operation tree has no
/// shape for a call that does not resolve, and code whose packages are missing must be judged by names.
/// </remarks>
internal sealed partial class FlowTracer
{
    /// <summary>Expressions looked at for one question; past it the answer is "unknown".</summary>
    private const int MaxSteps = 400;

    private readonly FlowContext _context;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellation;
    private readonly IMethodSymbol? _summarized;
    private readonly int _depth;
    private readonly HashSet<SyntaxNode> _active = new();
    private int _steps;

    /// <param name="context">The compilation's shared state.</param>
    /// <param name="model">The model of the tree that holds every expression asked about.</param>
    /// <param name="depth">How many methods have been entered.</param>
    /// <param name="summarized">The method whose parameters are to be tracked, if a summary is being made.</param>
    /// <param name="cancellation">Ends the analysis.</param>
    public FlowTracer(FlowContext context, SemanticModel model, CancellationToken cancellation, int depth = 0, IMethodSymbol? summarized = null)
    {
        _context = context;
        _model = model;
        _cancellation = cancellation;
        _depth = depth;
        _summarized = summarized;
    }

    public SemanticModel Model => _model;

    /// <summary>The flow of one expression, from a fresh budget.</summary>
    public ValueFlow Trace(ExpressionSyntax expression)
    {
        _steps = 0;
        _active.Clear();
        return Value(expression);
    }

    private ValueFlow Value(ExpressionSyntax? expression)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (expression is null || ++_steps > MaxSteps || !_active.Add(expression))
            return ValueFlow.Unknown;

        var flow = ValueCore(expression);
        _active.Remove(expression);
        return flow;
    }

    private ValueFlow ValueCore(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax literal:
                // A constant of many digits may be a card number: let the name of what holds it decide.
                return literal.Token.Value is string text && CardNumberScanner.MayContainNumber(text) || literal.Token.Value is long or ulong
                    ? ValueFlow.Unknown
                    : ValueFlow.Cleared;

            case IdentifierNameSyntax or GenericNameSyntax:
                return Name((SimpleNameSyntax)expression);

            case MemberAccessExpressionSyntax access when access.IsKind(SyntaxKind.SimpleMemberAccessExpression):
                return Member(access.Name, access.Expression);

            case MemberBindingExpressionSyntax binding:
                return Member(binding.Name, SyntaxShapes.ConditionalReceiver(binding));

            case ConditionalAccessExpressionSyntax conditional:
                return Value(conditional.WhenNotNull);

            case InvocationExpressionSyntax call:
                return Call(call);

            case InterpolatedStringExpressionSyntax interpolated:
                return All(interpolated.Contents.OfType<InterpolationSyntax>().Select(static part => part.Expression), printed: true);

            case ParenthesizedExpressionSyntax parenthesized:
                return Value(parenthesized.Expression);

            case CastExpressionSyntax cast:
                return Value(cast.Expression);

            case AwaitExpressionSyntax awaited:
                return Value(awaited.Expression);

            case CheckedExpressionSyntax checkedExpression:
                return Value(checkedExpression.Expression);

            case PostfixUnaryExpressionSyntax postfix:
                return Value(postfix.Operand);

            case BinaryExpressionSyntax binary:
                return Binary(binary);

            case ConditionalExpressionSyntax choice:
                return Value(choice.WhenTrue).Or(Value(choice.WhenFalse));

            case SwitchExpressionSyntax choice:
                return All(choice.Arms.Select(static arm => arm.Expression));

            case AssignmentExpressionSyntax assignment:
                return Value(assignment.Right);

            case ElementAccessExpressionSyntax access:
                return Element(access.Expression, access.ArgumentList);

            case ElementBindingExpressionSyntax binding:
                return Element(SyntaxShapes.ConditionalReceiver(binding), binding.ArgumentList);

            case BaseObjectCreationExpressionSyntax creation:
                return Creation(creation);

            case AnonymousObjectCreationExpressionSyntax anonymous:
                return All(anonymous.Initializers.Select(static part => part.Expression));

            case ImplicitArrayCreationExpressionSyntax array:
                return All(array.Initializer.Expressions);

            case ArrayCreationExpressionSyntax { Initializer: { } initializer }:
                return All(initializer.Expressions);

            case InitializerExpressionSyntax initializer:
                return All(initializer.Expressions);

            case CollectionExpressionSyntax collection:
                return All(collection.Elements.Select(static e => e is ExpressionElementSyntax element ? element.Expression : ((SpreadElementSyntax)e).Expression));

            case TupleExpressionSyntax tuple:
                return All(tuple.Arguments.Select(static part => part.Expression));

            case QueryExpressionSyntax { Body.SelectOrGroup: SelectClauseSyntax select }:
                return Value(select.Expression);

            case WithExpressionSyntax with:
                return Value(with.Expression);

            case RefExpressionSyntax reference:
                return Value(reference.Expression);

            case PrefixUnaryExpressionSyntax or IsPatternExpressionSyntax or TypeOfExpressionSyntax or SizeOfExpressionSyntax
                or DefaultExpressionSyntax or ThrowExpressionSyntax or PredefinedTypeSyntax:
                return ValueFlow.Cleared;

            default:
                return ValueFlow.Unknown;
        }
    }

    private ValueFlow All(IEnumerable<ExpressionSyntax> parts, bool printed = false)
    {
        var flow = ValueFlow.Cleared;
        foreach (var part in parts)
            flow = flow.Or(printed ? Printed(part) : Value(part));
        return flow;
    }

    /// <summary>The flow of an expression that is turned into text: its value, and what its type prints.</summary>
    public ValueFlow Printed(ExpressionSyntax expression)
    {
        var flow = Value(expression);
        if (flow.Source is not null || flow.IsCleared)
            return flow;

        return TypeOf(expression) is { } type && _context.PrintedMembers.Find(type, PrintMode.Text, _cancellation) is { } member
            ? flow.Or(ValueFlow.From(member))
            : flow;
    }

    private ValueFlow Binary(BinaryExpressionSyntax binary)
    {
        switch (binary.Kind())
        {
            case SyntaxKind.AddExpression:
                return Printed(binary.Left).Or(Printed(binary.Right));
            case SyntaxKind.CoalesceExpression:
                return Value(binary.Left).Or(Value(binary.Right));
            case SyntaxKind.AsExpression:
                return Value(binary.Left);
            default:
                // Comparisons, logic and arithmetic (a check digit, the last four by modulo) give nothing away.
                return ValueFlow.Cleared;
        }
    }

    private ValueFlow Element(ExpressionSyntax? receiver, BracketedArgumentListSyntax arguments)
    {
        if (receiver is null || arguments.Arguments.Count == 0)
            return ValueFlow.Unknown;

        var index = arguments.Arguments[0].Expression;
        if (index is RangeExpressionSyntax range && StringSlices.IsSafe(range, _model))
            return ValueFlow.Cleared;

        if (index is LiteralExpressionSyntax { Token.Value: string key })
            return Keyed(receiver, key);

        if (index is not RangeExpressionSyntax && TypeOf(receiver)?.SpecialType == SpecialType.System_String)
            return ValueFlow.Cleared;

        return Value(receiver);
    }

    /// <summary>A value looked up by a constant key: a form field, a header, a column of a data reader.</summary>
    private ValueFlow Keyed(ExpressionSyntax receiver, string key)
    {
        if (ProtectiveNames.Protects(key))
            return ValueFlow.Cleared;

        return SyntaxShapes.HoldsInput(receiver, TypeOf(receiver)) && _context.Sources.FromKey(key) is { } source
            ? ValueFlow.From(source)
            : ValueFlow.Unknown;
    }

    private ValueFlow Creation(BaseObjectCreationExpressionSyntax creation)
    {
        var flow = ValueFlow.Unknown;
        var type = TypeOf(creation);
        string typeName = type?.Name is { Length: > 0 } resolved ? resolved : LastName.Of((creation as ObjectCreationExpressionSyntax)?.Type);
        if (SyntaxShapes.CarriesArguments(typeName) && creation.ArgumentList is { } list)
            flow = All(list.Arguments.Select(static a => a.Expression)).Or(ValueFlow.Unknown);

        if (creation.Initializer is { } initializer && initializer.IsKind(SyntaxKind.CollectionInitializerExpression) | SyntaxShapes.CarriesArguments(typeName))
            flow = flow.Or(All(initializer!.Expressions));

        return flow;
    }

    private ITypeSymbol? TypeOf(ExpressionSyntax expression)
    {
        var type = _model.GetTypeInfo(expression, _cancellation).Type;
        return type is null or IErrorTypeSymbol ? null : type;
    }

    private ISymbol? SymbolOf(ExpressionSyntax expression)
    {
        var info = _model.GetSymbolInfo(expression, _cancellation);
        return info.Symbol ?? (info.CandidateSymbols.Length > 0 ? info.CandidateSymbols[0] : null);
    }
}
