using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>Code blocks as rules want them: each piece of code once, in the member that holds it.</summary>
internal static class MemberBlocks
{
    /// <summary>As RegisterCodeBlockAction, without the block that a class's attributes make of the whole class.</summary>
    public static void RegisterMemberAction(this CompilationStartAnalysisContext start, Action<CodeBlockAnalysisContext> action) =>
        start.RegisterCodeBlockAction(block =>
        {
            if (block.OwningSymbol is not INamedTypeSymbol)
                action(block);
        });

    /// <summary>
    /// Whether to look below a node of a block: not into the members of a class with a primary constructor, or of one beside
    /// top-level statements, which are blocks of their own.
    /// </summary>
    public static bool IsWithin(SyntaxNode block, SyntaxNode node) => node == block || node is not MemberDeclarationSyntax || node is GlobalStatementSyntax;
}
