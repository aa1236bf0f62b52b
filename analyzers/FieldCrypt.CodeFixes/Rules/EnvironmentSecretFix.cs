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

/// <summary>FC4004: reads the secret from an environment variable, and stops with its name when it is not set.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EnvironmentSecretFix)), Shared]
public sealed class EnvironmentSecretFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.HardCodedKey);

    private protected override string Title => "Read it from an environment variable";

    private protected override string NamespaceFor(FixTarget target) => "System";

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation) =>
        problem.NodeOfSpan<ExpressionSyntax>() is { } value
        && problem.Model.GetTypeInfo(value, cancellation).Type?.SpecialType == SpecialType.System_String
            ? problem.Target(value, VariableFor(value, problem.Model, cancellation))
            : null;

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        string variable = scope.Target.Variant;
        var value = SyntaxFactory.ParseExpression($"Environment.GetEnvironmentVariable(\"{variable}\") ?? throw new InvalidOperationException(\"Set {variable}.\")");
        editor.ReplaceNode(node, value.WithTriviaFrom(node));
    }

    private static string VariableFor(ExpressionSyntax value, SemanticModel model, CancellationToken cancellation)
    {
        string name = value.Parent switch
        {
            AssignmentExpressionSyntax assignment => LastName.Of(assignment.Left),
            ArgumentSyntax { NameColon: { } named } => named.Name.Identifier.ValueText,
            ArgumentSyntax { Parent: ArgumentListSyntax { Parent: { } call } list } argument
                when model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && list.Arguments.IndexOf(argument) is var i && i < method.Parameters.Length
                => method.Parameters[i].Name,
            _ => "secret",
        };
        return "FIELDCRYPT_" + string.Concat(name.Select(static (c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
    }
}
