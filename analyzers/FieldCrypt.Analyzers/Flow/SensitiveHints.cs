using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Whether a member mentions anything by a name that may stand for sensitive data. Members that do not are left alone
/// by the rules that would otherwise have to bind every call. Cached; thread-safe.
/// </summary>
internal sealed class SensitiveHints(CompilationFacts facts)
{
    private readonly ConditionalWeakTable<SyntaxNode, object> _members = new();

    public bool InMember(SyntaxNode node) => (bool)_members.GetValue(SyntaxShapes.MemberOf(node), member => Look(member));

    public bool In(SyntaxNode node)
    {
        foreach (var token in node.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && MayBeSensitive(token.ValueText))
                return true;
        }

        return false;
    }

    private object Look(SyntaxNode member) => In(member);

    /// <summary>Whether a word of the name is one that rules for sensitive data ask for.</summary>
    private bool MayBeSensitive(string name) => facts.Names.MayBeSensitive(name);
}
