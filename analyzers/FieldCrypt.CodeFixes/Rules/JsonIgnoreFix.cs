using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>FC3007, FC3008: keeps the sensitive member of an entity out of JSON.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(JsonIgnoreFix)), Shared]
public sealed class JsonIgnoreFix : RuleFix
{
    private const string SystemTextJson = "System.Text.Json.Serialization";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RuleIds.LeakToResponse, RuleIds.LeakToSerializer);

    private protected override string Title => "Mark the member [JsonIgnore]";

    private protected override string NamespaceFor(FixTarget target) => target.Variant;

    private protected override FixTarget? FindTarget(Problem problem, CancellationToken cancellation)
    {
        bool own = problem.Compilation.GetTypeByMetadataName(SystemTextJson + ".JsonIgnoreAttribute") is not null;
        return Members.NamedBy(problem, LeakDiagnostic.Type, LeakDiagnostic.Member) is { } member && Members.DeclarationOf(member, problem, cancellation) is { } target
            ? target with { Variant = own ? SystemTextJson : "Newtonsoft.Json" }
            : null;
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (Members.DeclarationAt(node) is { } declaration && !Members.HasAttribute(declaration, "JsonIgnore"))
            Members.AddAttribute(editor, declaration, "JsonIgnore");
    }
}
