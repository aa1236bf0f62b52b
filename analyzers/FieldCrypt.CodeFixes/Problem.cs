using System.Threading;
using System.Threading.Tasks;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.CodeFixes;

/// <summary>A diagnostic with what a fix asks of the file that it lies in.</summary>
/// <param name="Document">The file.</param>
/// <param name="Diagnostic">What was found there.</param>
/// <param name="Root">The file's syntax.</param>
/// <param name="Model">What its names stand for.</param>
internal sealed record Problem(Document Document, Diagnostic Diagnostic, SyntaxNode Root, SemanticModel Model)
{
    /// <summary>The innermost node at the diagnostic.</summary>
    public SyntaxNode Node => Root.FindNode(Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    public Compilation Compilation => Model.Compilation;

    public CompilationFacts Facts => CompilationFacts.Of(Compilation, Document.Project.AnalyzerOptions);

    /// <summary><see langword="null"/> where the file has no syntax or cannot be bound.</summary>
    public static async Task<Problem?> ReadAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root
        && await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
            ? new Problem(document, diagnostic, root, model)
            : null;

    /// <summary>The compilation that declares a symbol, which may be in another project.</summary>
    public Compilation CompilationOf(ISymbol symbol) => (Compilation.GetMetadataReference(symbol.ContainingAssembly) as CompilationReference)?.Compilation ?? Compilation;

    /// <summary>The node at the diagnostic, or around it, that takes up exactly its place; else <see langword="null"/>.</summary>
    public TNode? NodeOfSpan<TNode>()
        where TNode : SyntaxNode
    {
        for (SyntaxNode? node = Node; node is not null; node = node.Parent)
        {
            if (node is TNode found && node.Span == Diagnostic.Location.SourceSpan)
                return found;
        }

        return null;
    }

    /// <summary>A node of the file, to be edited for the diagnostic.</summary>
    public FixTarget Target(SyntaxNode node, string variant = "") => FixTarget.Of(Document, node, Diagnostic, variant);
}
