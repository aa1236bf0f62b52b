using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.CodeFixes;

/// <summary>The node that a fix edits.</summary>
/// <param name="DocumentId">Its document.</param>
/// <param name="Span">Its place there.</param>
/// <param name="RawKind">Its kind, to tell it from a node of the same span.</param>
/// <param name="Diagnostic">The diagnostic it is edited for.</param>
/// <param name="Variant">Tells edits of one node apart that must all be made; empty when once is enough.</param>
internal sealed record FixTarget(DocumentId DocumentId, TextSpan Span, int RawKind, Diagnostic Diagnostic, string Variant)
{
    public static FixTarget Of(Document document, SyntaxNode node, Diagnostic diagnostic, string variant = "") =>
        new(document.Id, node.Span, node.RawKind, diagnostic, variant);
}
