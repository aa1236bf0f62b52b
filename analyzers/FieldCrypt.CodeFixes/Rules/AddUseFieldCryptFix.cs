using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>
/// FC2009: adds <c>.UseFieldCrypt(services)</c> behind the provider in AddDbContext's lambda; in OnConfiguring and on options
/// made by hand, where a key ring or a service provider is in scope.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddUseFieldCryptFix)), Shared]
public sealed class AddUseFieldCryptFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.MissingUseFieldCrypt);

    private protected override string Title => "Add UseFieldCrypt";

    private protected override string NamespaceFor(FixTarget target) => "Microsoft.EntityFrameworkCore";

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation)
    {
        if (problem.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call)
            return null;
        if (IsProvider(call))
            return KeysInScope(problem.Model, call.SpanStart) is not null ? problem.Target(call) : null;

        return ConfiguringLambda(call) is { } lambda && ProviderIn(lambda) is not null ? problem.Target(lambda) : null;
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (node is InvocationExpressionSyntax direct)
        {
            if (KeysInScope(scope.Model, direct.SpanStart) is { } keys)
                editor.ReplaceNode(direct, Wired(direct, keys));
            return;
        }

        if (node.FirstAncestorOrSelf<LambdaExpressionSyntax>() is not { } lambda || ProviderIn(lambda) is not { } provider)
            return;

        string services = lambda is ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 2 } parameters }
            ? parameters[0].Identifier.ValueText
            : FreeName(scope.Model, lambda.SpanStart);
        var changed = lambda.ReplaceNode(provider, Wired(provider, services));
        editor.ReplaceNode(lambda, WithServices(changed, services));
    }

    private static InvocationExpressionSyntax Wired(InvocationExpressionSyntax provider, string keys) =>
        SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, provider.WithoutTrivia(), SyntaxFactory.IdentifierName("UseFieldCrypt")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.IdentifierName(keys)))))
            .WithTriviaFrom(provider);

    /// <summary>A key ring, else a service provider, that an expression at a place can name.</summary>
    private static string? KeysInScope(SemanticModel model, int position)
    {
        bool isStatic = model.GetEnclosingSymbol(position) is { IsStatic: true };
        var reachable = model.LookupSymbols(position).Where(symbol => symbol switch
        {
            ILocalSymbol local => local.Locations[0].SourceSpan.Start < position,
            IParameterSymbol => true,
            IFieldSymbol or IPropertySymbol => symbol.IsStatic || !isStatic,
            _ => false,
        }).ToList();
        return reachable.FirstOrDefault(static symbol => TypeName(symbol) == "KeyRing")?.Name
            ?? reachable.FirstOrDefault(static symbol => TypeName(symbol) is "IServiceProvider" or "ServiceProvider")?.Name;
    }

    private static string? TypeName(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type.Name,
        IParameterSymbol parameter => parameter.Type.Name,
        IFieldSymbol field => field.Type.Name,
        IPropertySymbol property => property.Type.Name,
        _ => null,
    };

    private static LambdaExpressionSyntax WithServices(LambdaExpressionSyntax lambda, string services)
    {
        string options;
        switch (lambda)
        {
            case SimpleLambdaExpressionSyntax simple:
                options = simple.Parameter.Identifier.ValueText;
                break;
            case ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } single }:
                options = single[0].ToString();
                break;
            default:
                return lambda;
        }

        bool typed = options.IndexOf(' ') >= 0;
        string list = typed ? $"(System.IServiceProvider {services}, {options})" : $"({services}, {options})";
        var parameters = ((ParenthesizedLambdaExpressionSyntax)SyntaxFactory.ParseExpression(list + " => 0")).ParameterList.WithTrailingTrivia(SyntaxFactory.Space);
        return SyntaxFactory.ParenthesizedLambdaExpression(lambda.AsyncKeyword, parameters, lambda.ArrowToken, lambda.Block, lambda.ExpressionBody).WithTriviaFrom(lambda);
    }

    private static LambdaExpressionSyntax? ConfiguringLambda(InvocationExpressionSyntax registration) =>
        registration.ArgumentList.Arguments.Select(static a => a.Expression).OfType<LambdaExpressionSyntax>().FirstOrDefault();

    /// <summary>The call that chooses the database; options that follow it stay behind.</summary>
    private static InvocationExpressionSyntax? ProviderIn(LambdaExpressionSyntax lambda) =>
        lambda.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault(IsProvider);

    private static bool IsProvider(InvocationExpressionSyntax call) => ConfigurationNames.Providers.Contains(LastName.Of(call.Expression));

    private static string FreeName(SemanticModel model, int position) =>
        model.LookupSymbols(position, name: "services").Any(static s => s.Kind is SymbolKind.Local or SymbolKind.Parameter) ? "provider" : "services";
}
