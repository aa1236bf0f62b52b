using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC3007, FC3008: a persisted type with plaintext in it that is sent as a response or given to a serializer.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EntityExposureAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(DiagnosticCatalogue.LeakToResponse, DiagnosticCatalogue.LeakToSerializer);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var flow = FlowContext.Of(start.Compilation, CompilationFacts.Of(start.Compilation, start.Options));
            start.RegisterMemberAction(block => Analyze(block, flow));
        });
    }

    private static void Analyze(CodeBlockAnalysisContext block, FlowContext flow)
    {
        bool inController = Responses.IsController(block.OwningSymbol.ContainingType);
        foreach (var node in flow.OutlineOf(block.CodeBlock).StartsIn(block.CodeBlock))
        {
            switch (node)
            {
                case InvocationExpressionSyntax call:
                    AnalyzeCall(block, flow, call, inController);
                    break;

                case BaseObjectCreationExpressionSyntax creation when Responses.IsResult(creation):
                    AnalyzeArguments(block, flow, creation.ArgumentList, "new " + SyntaxShapes.LastName((creation as ObjectCreationExpressionSyntax)?.Type));
                    break;
            }
        }

        if (inController && Responses.IsAction(block.OwningSymbol) && block.CodeBlock is MethodDeclarationSyntax action)
            AnalyzeReturns(block, flow, (SyntaxNode?)action.Body ?? action.ExpressionBody, block.OwningSymbol.Name);
    }

    private static void AnalyzeCall(CodeBlockAnalysisContext block, FlowContext flow, InvocationExpressionSyntax call, bool inController)
    {
        string name = SyntaxShapes.LastName(call.Expression);
        if (Responses.IsResponse(call, name, inController))
        {
            AnalyzeArguments(block, flow, call.ArgumentList, name);
        }
        else if (Responses.IsEndpoint(name))
        {
            foreach (var handler in call.ArgumentList.Arguments.Skip(1).Select(static a => a.Expression))
                AnalyzeHandler(block, flow, handler, name);
        }
        else if (KnownCalls.IsSerializer(name) && !Responses.IsGivenToSink(call))
        {
            AnalyzeSerializer(block, flow, call, name);
        }
    }

    private static void AnalyzeHandler(CodeBlockAnalysisContext block, FlowContext flow, ExpressionSyntax handler, string endpoint)
    {
        switch (handler)
        {
            case LambdaExpressionSyntax { ExpressionBody: { } body }:
                ReportIfEntity(block, flow, body, body, DiagnosticCatalogue.LeakToResponse, endpoint);
                break;

            case AnonymousFunctionExpressionSyntax { Block: { } body }:
                AnalyzeReturns(block, flow, body, endpoint);
                break;

            case IdentifierNameSyntax or MemberAccessExpressionSyntax
                when MethodOf(handler, block) is { } method
                    && EntityIn(method.ReturnType, flow, block) is { } source:
                block.ReportDiagnostic(LeakDiagnostic.Create(DiagnosticCatalogue.LeakToResponse, handler, source, $"'{endpoint}'"));
                break;
        }
    }

    private static IMethodSymbol? MethodOf(ExpressionSyntax handler, CodeBlockAnalysisContext block)
    {
        var info = block.SemanticModel.GetSymbolInfo(handler, block.CancellationToken);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) as IMethodSymbol;
    }

    private static void AnalyzeReturns(CodeBlockAnalysisContext block, FlowContext flow, SyntaxNode? body, string via)
    {
        if (body is ArrowExpressionClauseSyntax arrow)
        {
            ReportIfEntity(block, flow, arrow.Expression, arrow.Expression, DiagnosticCatalogue.LeakToResponse, via);
            return;
        }

        foreach (var returned in body is null ? [] : MethodSummaries.ReturnedExpressions(body))
            ReportIfEntity(block, flow, returned, returned, DiagnosticCatalogue.LeakToResponse, via);
    }

    private static void AnalyzeArguments(CodeBlockAnalysisContext block, FlowContext flow, ArgumentListSyntax? arguments, string via)
    {
        foreach (var argument in arguments?.Arguments ?? default)
            ReportIfEntity(block, flow, argument.Expression, argument.Expression, DiagnosticCatalogue.LeakToResponse, via);
    }

    private static void AnalyzeSerializer(CodeBlockAnalysisContext block, FlowContext flow, InvocationExpressionSyntax call, string name)
    {
        var receiver = SyntaxShapes.ReceiverOf(call);
        // JsonSerializer.Serialize(stream, entity), entity.ToJson()
        var values = call.ArgumentList.Arguments.Select(static a => a.Expression).ToList();
        if (values.Count == 0 && receiver is not null)
            values.Add(receiver);

        foreach (var value in values)
            ReportIfEntity(block, flow, value, value, DiagnosticCatalogue.LeakToSerializer, name);
    }

    private static void ReportIfEntity(CodeBlockAnalysisContext block, FlowContext flow, ExpressionSyntax value, SyntaxNode at, DiagnosticDescriptor rule, string via)
    {
        if (value is LiteralExpressionSyntax or AnonymousFunctionExpressionSyntax or TypeOfExpressionSyntax)
            return;

        var type = block.SemanticModel.GetTypeInfo(value, block.CancellationToken).Type;
        if (type is not null && EntityIn(type, flow, block) is { } source)
            block.ReportDiagnostic(LeakDiagnostic.Create(rule, at, source, $"'{via}'"));
    }

    /// <summary>The sensitive member of a persisted type that serializing a value of this type would write.</summary>
    private static SensitiveSource? EntityIn(ITypeSymbol type, FlowContext flow, CodeBlockAnalysisContext block)
    {
        var source = flow.PrintedMembers.Find(type, PrintMode.Serialized, block.CancellationToken);
        return source?.Symbol?.ContainingType is { } owner && (source.Symbol.HasAttribute("Encrypted") || flow.Facts.PersistedTypes.IsModel(owner)) ? source : null;
    }
}
