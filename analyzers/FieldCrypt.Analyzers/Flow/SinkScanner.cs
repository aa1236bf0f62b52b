using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Finds the sinks in a body and what flows into each.</summary>
internal sealed class SinkScanner(FlowContext context, FlowTracer tracer, CancellationToken cancellation, int depth = 0)
{
    private SemanticModel Model => tracer.Model;

    /// <summary>Every value that reaches a sink in the body of a helper, tracked parameters included.</summary>
    public IEnumerable<SinkWrite> Scan(SyntaxNode body) =>
        body.DescendantNodesAndSelf().Where(static node => MayWrite(node)).SelectMany(From);

    /// <summary>
    /// Whether a node may write to a sink, judged without binding it. Calls may also hand plaintext to a helper that writes
    /// it, where there is any around them.
    /// </summary>
    public static bool MayWrite(SyntaxNode node, FlowContext context) =>
        MayWrite(node) && (node is not InvocationExpressionSyntax call || IsLikelySink(call, context) || context.Hints.AreAround(call));

    private static bool MayWrite(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => HasValues(call.ArgumentList),
        BaseObjectCreationExpressionSyntax { ArgumentList: { } list } creation => HasValues(list) && CreatedSink(creation).Rule is not null,
        ConstructorInitializerSyntax { RawKind: (int)SyntaxKind.BaseConstructorInitializer } or PrimaryConstructorBaseTypeSyntax => true,
        AssignmentExpressionSyntax assignment => assignment.Left is ElementAccessExpressionSyntax || SqlSink.WrittenBy(assignment) is not null,
        _ => false,
    };

    private static bool HasValues(ArgumentListSyntax list)
    {
        foreach (var argument in list.Arguments)
        {
            if (argument.Expression is not LiteralExpressionSyntax)
                return true;
        }

        return false;
    }

    private static bool IsLikelySink(InvocationExpressionSyntax call, FlowContext context)
    {
        string name = LastName.Of(call.Expression);
        return (SinkCatalogue.MayMatch(name) || context.Hints.NamesLoggerMessage(name))
            && SinkCatalogue.IsLikely(name, LastName.Of(SyntaxShapes.ReceiverOf(call)));
    }

    /// <summary>What a node that <see cref="MayWrite(SyntaxNode, FlowContext)"/> passed writes to a sink.</summary>
    public IEnumerable<SinkWrite> From(SyntaxNode node)
    {
        cancellation.ThrowIfCancellationRequested();
        return node switch
        {
            InvocationExpressionSyntax call => FromCall(call),
            BaseObjectCreationExpressionSyntax creation => FromCreation(creation),
            ConstructorInitializerSyntax { Parent: ConstructorDeclarationSyntax constructor } initializer => FromBaseCall(constructor.Identifier, initializer.ArgumentList),
            PrimaryConstructorBaseTypeSyntax { Parent.Parent: TypeDeclarationSyntax type } initializer => FromBaseCall(type.Identifier, initializer.ArgumentList),
            AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax target } assignment => FromIndexer(target, assignment.Right),
            AssignmentExpressionSyntax assignment when SqlSink.WrittenBy(assignment) is { } written =>
                Leaves(DiagnosticCatalogue.LeakToSql, new SinkArgument(assignment.Right, "", PrintMode.Text), written),
            _ => [],
        };
    }

    private IEnumerable<SinkWrite> FromCall(InvocationExpressionSyntax call)
    {
        string name = LastName.Of(call.Expression);
        if (name.Length == 0 || name == "nameof")
            return [];

        var info = Model.GetSymbolInfo(call, cancellation);
        var method = (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) as IMethodSymbol;
        var receiver = SyntaxShapes.ReceiverOf(call);
        if (method is { MethodKind: MethodKind.DelegateInvoke })
            return FromDelegate(call, method);

        var sinkCall = new SinkCall(call, name, method, receiver, ReceiverType(receiver));
        var helped = method is { DeclaringSyntaxReferences.Length: > 0 } ? FromHelper(call, method, receiver, name) : [];
        if (SinkCatalogue.Find(sinkCall) is not { } sink)
            return helped;

        // A logger of one's own is a sink by its name; its body may tell more, that it serializes what it is given.
        var direct = sink.Arguments(sinkCall).SelectMany(argument => Leaves(sink.Rule, argument, name)).ToList();
        return direct.Any(static write => write.Flow.Source is not null) ? direct : direct.Concat(helped);
    }

    /// <summary>The delegates of LoggerMessage.Define take the logger first.</summary>
    private IEnumerable<SinkWrite> FromDelegate(InvocationExpressionSyntax call, IMethodSymbol invoke) =>
        invoke.Parameters.Length > 1 && invoke.Parameters[0].Type.Name == "ILogger"
            ? call.ArgumentList.Arguments.Skip(1).SelectMany(a => Leaves(DiagnosticCatalogue.LeakToLog, new SinkArgument(a.Expression, "", PrintMode.Text), LastName.Of(call.Expression)))
            : [];

    private IEnumerable<SinkWrite> FromHelper(InvocationExpressionSyntax call, IMethodSymbol method, ExpressionSyntax? receiver, string name)
    {
        var callee = method.ReducedFrom ?? method;
        foreach (var parameter in context.Summaries.Sinks(method, depth, cancellation))
        {
            if (FlowTracer.ArgumentFor(callee.Parameters[parameter.Ordinal], method, receiver, call.ArgumentList.Arguments) is not { } argument)
                continue;

            foreach (var write in Leaves(parameter.Rule, new SinkArgument(argument, "", parameter.Mode), name))
                yield return write;
        }
    }

    /// <summary><c>new XException(…)</c>, thrown here or later; <c>new SqlParameter("@pan", …)</c>.</summary>
    private IEnumerable<SinkWrite> FromCreation(BaseObjectCreationExpressionSyntax creation)
    {
        if (creation.ArgumentList is not { } list)
            return [];

        var (rule, typeName) = CreatedSink(creation);
        if (rule == DiagnosticCatalogue.LeakToSql)
            return Leaves(rule, new SinkArgument(list.Arguments[1].Expression, "", PrintMode.Text), "new " + typeName);
        return rule is null ? [] : ExceptionArguments(list, "new " + typeName);
    }

    /// <summary>The rule for what an object is made of, if it is an exception or a parameter of a command; by its type's name.</summary>
    private static (DiagnosticDescriptor? Rule, string TypeName) CreatedSink(BaseObjectCreationExpressionSyntax creation)
    {
        string typeName = creation is ObjectCreationExpressionSyntax { Type: { } type } ? LastName.Of(type) : "";
        if (typeName.Length == 0 && creation.Parent is ThrowStatementSyntax or ThrowExpressionSyntax)
            typeName = "Exception";
        if (SqlSink.IsParameter(typeName) && creation.ArgumentList?.Arguments.Count == 2)
            return (DiagnosticCatalogue.LeakToSql, typeName);
        return (IsExceptionName(typeName) ? DiagnosticCatalogue.LeakToException : null, typeName);
    }

    /// <summary><c>: base(…)</c> of an exception's constructor, <c>: Exception(…)</c> behind a primary constructor.</summary>
    private IEnumerable<SinkWrite> FromBaseCall(SyntaxToken typeName, ArgumentListSyntax arguments) =>
        IsExceptionName(typeName.ValueText) ? ExceptionArguments(arguments, typeName.ValueText) : [];

    private static bool IsExceptionName(string typeName) => typeName.EndsWith("Exception", System.StringComparison.Ordinal);

    private IEnumerable<SinkWrite> ExceptionArguments(ArgumentListSyntax list, string via) =>
        list.Arguments.SelectMany(argument => Leaves(DiagnosticCatalogue.LeakToException, new SinkArgument(argument.Expression, "", PrintMode.Text), via));

    /// <summary><c>Session["Pan"] = x</c>, <c>cache[key] = x</c>, <c>exception.Data["Pan"] = x</c>.</summary>
    private IEnumerable<SinkWrite> FromIndexer(ElementAccessExpressionSyntax target, ExpressionSyntax value)
    {
        string name = LastName.Of(target.Expression);
        if (IndexerRule(name, target) is not { } rule)
            return [];

        string label = target.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token.Value: string key } }] ? key : "";
        return Leaves(rule, new SinkArgument(value, label, PrintMode.Serialized), name);
    }

    private DiagnosticDescriptor? IndexerRule(string name, ElementAccessExpressionSyntax target)
    {
        if (name == "Data" && target.Expression is MemberAccessExpressionSyntax access && IsException(Model.GetTypeInfo(access.Expression, cancellation).Type))
            return DiagnosticCatalogue.LeakToException;

        foreach (string word in new[] { "session", "cache", "tempdata", "cookies", "viewstate" })
        {
            if (SourceWords.Has(name, word) || string.Equals(name, word, System.StringComparison.OrdinalIgnoreCase))
                return DiagnosticCatalogue.LeakToCache;
        }

        return null;
    }

    private static bool IsException(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "Exception", ContainingNamespace.Name: "System" })
                return true;
        }

        return false;
    }

    /// <summary>Takes an argument apart to the expressions that each bring one value, and traces those.</summary>
    private IEnumerable<SinkWrite> Leaves(DiagnosticDescriptor rule, SinkArgument argument, string via)
    {
        foreach (var part in SinkParts.Of(argument, Model))
        {
            var flow = tracer.Trace(part.Expression);
            if (flow.Source is not null)
            {
                yield return new SinkWrite(rule, part.Expression, flow, via);
                continue;
            }

            if (flow.IsCleared)
                continue;

            if (WholeObject(part) is { } member)
            {
                var objectRule = part.Mode != PrintMode.Text && rule == DiagnosticCatalogue.LeakToLog ? DiagnosticCatalogue.LeakOfObject : rule;
                yield return new SinkWrite(objectRule, part.Expression, ValueFlow.From(member), via);
            }
            else if (part.Label.Length > 0 && flow.IsUnknown && FromLabel(part) is { } labelled)
            {
                yield return new SinkWrite(rule, part.Expression, ValueFlow.From(labelled), via);
            }
            else if (flow.Parameters != 0)
            {
                yield return new SinkWrite(rule, part.Expression, part.Mode != PrintMode.Text ? flow.AsSerialized() : flow, via);
            }
        }
    }

    private SensitiveSource? WholeObject(SinkArgument part) =>
        Model.GetTypeInfo(part.Expression, cancellation).Type is { } type and not IErrorTypeSymbol
            ? context.PrintedMembers.Find(type, part.Mode, cancellation)
            : null;

    /// <summary>
    /// A placeholder called {Pan} says something about a text or a number, nothing about a flag or an exception, and
    /// nothing about a symbol of the same name, which was judged by all that stands around it.
    /// </summary>
    private SensitiveSource? FromLabel(SinkArgument part)
    {
        if (string.Equals(LastName.Of(part.Expression), part.Label, System.StringComparison.OrdinalIgnoreCase)
            && Model.GetSymbolInfo(part.Expression, cancellation).Symbol is not null)
        {
            return null;
        }

        var type = Model.GetTypeInfo(part.Expression, cancellation).Type;
        var shape = type is null or IErrorTypeSymbol ? MemberShapes.Text : context.Sources.IsHarmless(type) ? MemberShapes.None : MemberShape.Of(type);
        return shape is MemberShapes.Text or MemberShapes.Numeric ? context.Sources.FromLabel(part.Label, TypeAround(part.Expression), shape, type) : null;
    }

    /// <summary>In a class about library cards a label speaks of those.</summary>
    private static string TypeAround(SyntaxNode node) => node.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText ?? "";

    private ITypeSymbol? ReceiverType(ExpressionSyntax? receiver)
    {
        if (receiver is null)
            return null;

        var type = Model.GetTypeInfo(receiver, cancellation).Type ?? Model.GetSymbolInfo(receiver, cancellation).Symbol as ITypeSymbol;
        return type is { Name.Length: > 0 } ? type : null;
    }
}
