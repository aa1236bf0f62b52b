using System.Collections.Immutable;
using System.Composition;
using System.Threading;
using System.Threading.Tasks;
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

    private protected override async Task<FixTarget?> FindTargetAsync(Problem problem, CancellationToken cancellation)
    {
        var target = await Members.DeclarationOfAsync(problem, LeakDiagnostic.Type, LeakDiagnostic.Member, cancellation).ConfigureAwait(false);
        var compilation = await problem.Document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        if (target is null || compilation is null)
            return null;

        bool own = compilation.GetTypeByMetadataName(SystemTextJson + ".JsonIgnoreAttribute") is not null;
        return target with { Variant = own ? SystemTextJson : "Newtonsoft.Json" };
    }

    private protected override void Edit(SyntaxEditor editor, SyntaxNode node, FixScope scope)
    {
        if (Members.DeclarationAt(node) is { } declaration && !Members.HasAttribute(declaration, "JsonIgnore"))
            Members.AddAttribute(editor, declaration, "JsonIgnore");
    }
}
