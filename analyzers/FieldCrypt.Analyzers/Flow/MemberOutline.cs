using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// What the leak rules look for in one member, gathered in one walk for all of them: the nodes at which a rule may start,
/// and whether anything in the member goes by a name that may stand for sensitive data. Immutable.
/// </summary>
internal sealed class MemberOutline
{
    /// <summary>Invocations, object creations, calls of base constructors and assignments, in the order of the text.</summary>
    private readonly ImmutableArray<SyntaxNode> _starts;

    private readonly SyntaxNode _member;

    public MemberOutline(SyntaxNode member, Func<string, bool> isSensitiveName)
    {
        _member = member;
        var starts = ImmutableArray.CreateBuilder<SyntaxNode>();
        foreach (var part in member.DescendantNodesAndTokens(node => MemberBlocks.IsWithin(member, node)))
        {
            if (part.AsNode() is { } node)
            {
                if (node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax or AssignmentExpressionSyntax)
                    starts.Add(node);
            }
            else if (!MentionsSensitive && part.IsKind(SyntaxKind.IdentifierToken))
            {
                MentionsSensitive = isSensitiveName(part.AsToken().ValueText);
            }
        }

        _starts = starts.ToImmutable();
    }

    /// <summary>
    /// Whether the member mentions such a name. Members that do not are left alone by the rules that would otherwise have
    /// to bind every call and assignment.
    /// </summary>
    public bool MentionsSensitive { get; }

    /// <summary>The nodes to start from that lie below a node of the member.</summary>
    public IEnumerable<SyntaxNode> StartsIn(SyntaxNode body)
    {
        foreach (var node in _starts)
        {
            if (body == _member || (node != body && body.FullSpan.Contains(node.Span)))
                yield return node;
        }
    }
}
