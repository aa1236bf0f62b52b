using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>FC3001, FC3002, FC3012: logs the harmless members of an object in place of the whole.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LogMembersFix)), Shared]
public sealed class LogMembersFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(RuleIds.LeakOfObject, RuleIds.LeakToLog, RuleIds.LeakToConsole);

    private protected override string Title => "Log only the harmless members";

    private protected override async Task<FixTarget?> FindTargetAsync(Problem problem, CancellationToken cancellation)
    {
        var root = await problem.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await problem.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var span = problem.Diagnostic.Location.SourceSpan;
        return root is not null && model is not null
            && root.FindNode(span, getInnermostNodeForTie: true).AncestorsAndSelf().OfType<IdentifierNameSyntax>().FirstOrDefault(e => e.Span == span) is { } value
            && Harmless(value, model, problem.Document.Project.AnalyzerOptions, cancellation) is { Count: > 0 } members
                ? FixTarget.Of(problem.Document, value, problem.Diagnostic, string.Join(" ", members))
                : null;
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        var members = scope.Target.Variant.Split(' ').Select(member => $"{node}.{member}");
        var value = SyntaxFactory.ParseExpression($"new {{ {string.Join(", ", members)} }}");
        editor.ReplaceNode(node, value.WithTriviaFrom(node));
    }

    /// <summary>The names of an object's public simple properties that hold nothing sensitive.</summary>
    private static List<string>? Harmless(ExpressionSyntax value, SemanticModel model, Microsoft.CodeAnalysis.Diagnostics.AnalyzerOptions options, CancellationToken cancellation)
    {
        if (model.GetTypeInfo(value, cancellation).Type is not INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Struct } type)
            return null;

        var facts = CompilationFacts.Of(model.Compilation, options);
        var flow = FlowContext.Of(model.Compilation, facts);
        return
        [
            .. SensitiveDataClassifier.DataMembers(type)
                .OfType<IPropertySymbol>()
                .Where(p => p is { DeclaredAccessibility: Accessibility.Public, GetMethod: not null }
                    && IsSimple(p.Type)
                    && flow.Sources.FromMember(p) is null
                    && !facts.Classifier.Classify(p).IsSensitive
                    && (p.GetMethod is null || flow.Summaries.Returns(p.GetMethod, 0, cancellation).Source is null))
                .Select(static p => p.Name),
        ];
    }

    private static bool IsSimple(ITypeSymbol type) =>
        type.SpecialType != SpecialType.None && type.SpecialType != SpecialType.System_Object
        || type.TypeKind == TypeKind.Enum
        || type.Name is "Guid" or "DateOnly" or "DateTimeOffset" or "TimeSpan";
}
