using System.Collections.Generic;
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

/// <summary>FC3001, FC3002, FC3012: logs the harmless members of an object in place of the whole.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LogMembersFix)), Shared]
public sealed class LogMembersFix : RuleFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(RuleIds.LeakOfObject, RuleIds.LeakToLog, RuleIds.LeakToConsole);

    private protected override string Title => "Log only the harmless members";

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation) =>
        problem.NodeOfSpan<IdentifierNameSyntax>() is { } value && Harmless(value, problem, cancellation) is { Count: > 0 } members
            ? problem.Target(value, string.Join(" ", members))
            : null;

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        var members = scope.Target.Variant.Split(' ').Select(member => $"{node}.{member}");
        var value = SyntaxFactory.ParseExpression($"new {{ {string.Join(", ", members)} }}");
        editor.ReplaceNode(node, value.WithTriviaFrom(node));
    }

    /// <summary>The names of an object's public simple properties that hold nothing sensitive.</summary>
    private static List<string>? Harmless(ExpressionSyntax value, Problem problem, CancellationToken cancellation)
    {
        if (problem.Model.GetTypeInfo(value, cancellation).Type is not INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Struct } type)
            return null;

        var flow = FlowContext.Of(problem.Facts);
        return
        [
            .. SensitiveDataClassifier.DataMembers(type)
                .OfType<IPropertySymbol>()
                .Where(p => p is { DeclaredAccessibility: Accessibility.Public, GetMethod: not null }
                    && IsSimple(p.Type)
                    && flow.Sources.FromMember(p) is null
                    && !flow.Facts.Classifier.Classify(p).IsSensitive
                    && (p.GetMethod is null || flow.Summaries.Returns(p.GetMethod, 0, cancellation).Source is null))
                .Select(static p => p.Name),
        ];
    }

    private static bool IsSimple(ITypeSymbol type) =>
        type.SpecialType != SpecialType.None && type.SpecialType != SpecialType.System_Object
        || type.TypeKind == TypeKind.Enum
        || type.Name is "Guid" or "DateOnly" or "DateTimeOffset" or "TimeSpan";
}
