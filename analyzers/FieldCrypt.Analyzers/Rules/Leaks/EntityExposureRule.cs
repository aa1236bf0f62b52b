using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC3007, FC3008: a persisted type with plaintext in it that is sent as a response or given to a serializer.</summary>
internal static class EntityExposureRule
{
    public static ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(
        DiagnosticCatalogue.LeakToResponse,
        DiagnosticCatalogue.LeakToSerializer);

    public static void Register(CompilationStartAnalysisContext start, FlowContext flow)
    {
        start.RegisterSyntaxNodeAction(node => AnalyzeCall(node, flow), SyntaxKind.InvocationExpression);
        start.RegisterSyntaxNodeAction(node => AnalyzeCreation(node, flow), SyntaxKind.ObjectCreationExpression);
        start.RegisterSyntaxNodeAction(node => AnalyzeAction(node, flow), SyntaxKind.MethodDeclaration);
    }

    private static void AnalyzeCall(SyntaxNodeAnalysisContext node, FlowContext flow)
    {
        var call = (InvocationExpressionSyntax)node.Node;
        string name = LastName.Of(call.Expression);
        if (Responses.IsResponseName(name))
        {
            if (Responses.IsResponse(call, node.ContainingSymbol?.ContainingType))
                AnalyzeArguments(node, flow, call.ArgumentList, name);
        }
        else if (Responses.IsEndpoint(name))
        {
            foreach (var handler in call.ArgumentList.Arguments.Skip(1).Select(static a => a.Expression))
                AnalyzeHandler(node, flow, handler, name);
        }
        else if (KnownCalls.IsSerializer(name) && !Responses.IsGivenToSink(call))
        {
            AnalyzeSerializer(node, flow, call, name);
        }
    }

    private static void AnalyzeCreation(SyntaxNodeAnalysisContext node, FlowContext flow)
    {
        var creation = (ObjectCreationExpressionSyntax)node.Node;
        string name = LastName.Of(creation.Type);
        if (Responses.IsResultType(name))
            AnalyzeArguments(node, flow, creation.ArgumentList, "new " + name);
    }

    private static void AnalyzeAction(SyntaxNodeAnalysisContext node, FlowContext flow)
    {
        var method = (MethodDeclarationSyntax)node.Node;
        if (node.ContainingSymbol is { } symbol && Responses.IsAction(symbol) && Responses.IsController(symbol.ContainingType))
            AnalyzeReturns(node, flow, (SyntaxNode?)method.Body ?? method.ExpressionBody, symbol.Name);
    }

    private static void AnalyzeHandler(SyntaxNodeAnalysisContext node, FlowContext flow, ExpressionSyntax handler, string endpoint)
    {
        switch (handler)
        {
            case LambdaExpressionSyntax { ExpressionBody: { } body }:
                ReportIfEntity(node, flow, body, body, DiagnosticCatalogue.LeakToResponse, endpoint);
                break;

            case AnonymousFunctionExpressionSyntax { Block: { } body }:
                AnalyzeReturns(node, flow, body, endpoint);
                break;

            case IdentifierNameSyntax or MemberAccessExpressionSyntax
                when MethodOf(handler, node) is { } method
                    && EntityIn(method.ReturnType, flow, node) is { } source:
                node.ReportDiagnostic(LeakDiagnostic.Create(DiagnosticCatalogue.LeakToResponse, handler, source, $"'{endpoint}'"));
                break;
        }
    }

    private static IMethodSymbol? MethodOf(ExpressionSyntax handler, SyntaxNodeAnalysisContext node)
    {
        var info = node.SemanticModel.GetSymbolInfo(handler, node.CancellationToken);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) as IMethodSymbol;
    }

    private static void AnalyzeReturns(SyntaxNodeAnalysisContext node, FlowContext flow, SyntaxNode? body, string via)
    {
        if (body is ArrowExpressionClauseSyntax arrow)
        {
            ReportIfEntity(node, flow, arrow.Expression, arrow.Expression, DiagnosticCatalogue.LeakToResponse, via);
            return;
        }

        foreach (var returned in body is null ? [] : MethodSummaries.ReturnedExpressions(body))
            ReportIfEntity(node, flow, returned, returned, DiagnosticCatalogue.LeakToResponse, via);
    }

    private static void AnalyzeArguments(SyntaxNodeAnalysisContext node, FlowContext flow, ArgumentListSyntax? arguments, string via)
    {
        foreach (var argument in arguments?.Arguments ?? default)
            ReportIfEntity(node, flow, argument.Expression, argument.Expression, DiagnosticCatalogue.LeakToResponse, via);
    }

    private static void AnalyzeSerializer(SyntaxNodeAnalysisContext node, FlowContext flow, InvocationExpressionSyntax call, string name)
    {
        var receiver = SyntaxShapes.ReceiverOf(call);
        // JsonSerializer.Serialize(stream, entity), entity.ToJson()
        var values = call.ArgumentList.Arguments.Select(static a => a.Expression).ToList();
        if (values.Count == 0 && receiver is not null)
            values.Add(receiver);

        foreach (var value in values)
            ReportIfEntity(node, flow, value, value, DiagnosticCatalogue.LeakToSerializer, name);
    }

    private static void ReportIfEntity(SyntaxNodeAnalysisContext node, FlowContext flow, ExpressionSyntax value, SyntaxNode at, DiagnosticDescriptor rule, string via)
    {
        if (value is LiteralExpressionSyntax or AnonymousFunctionExpressionSyntax or TypeOfExpressionSyntax)
            return;

        var type = node.SemanticModel.GetTypeInfo(value, node.CancellationToken).Type;
        if (type is not null && EntityIn(type, flow, node) is { } source)
            node.ReportDiagnostic(LeakDiagnostic.Create(rule, at, source, $"'{via}'"));
    }

    /// <summary>The sensitive member of a persisted type that serializing a value of this type would write.</summary>
    private static SensitiveSource? EntityIn(ITypeSymbol type, FlowContext flow, SyntaxNodeAnalysisContext node)
    {
        var source = flow.PrintedMembers.Find(type, PrintMode.Serialized, node.CancellationToken);
        return source?.Symbol?.ContainingType is { } owner && (EncryptedMembers.IsMarked(source.Symbol) || flow.Facts.PersistedTypes.IsModel(owner)) ? source : null;
    }
}
