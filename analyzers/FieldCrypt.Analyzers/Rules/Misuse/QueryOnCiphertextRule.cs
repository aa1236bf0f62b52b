using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>
/// FC2007 and FC2008: operators of LINQ to entities that cannot run on ciphertext, and equality on an encrypted property
/// without a blind index. LINQ to objects, after AsEnumerable or ToList, is free to do as it likes.
/// </summary>
internal sealed class QueryOnCiphertextRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } =
        ImmutableArray.Create(DiagnosticCatalogue.QueryOnCiphertext, DiagnosticCatalogue.EqualityNotSearchable);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts)
    {
        context.RegisterSyntaxNodeAction(node => AnalyzeAccess(node, facts.Marked.Encrypted, facts.Encrypted), SyntaxKind.SimpleMemberAccessExpression);
    }

    /// <summary>Only what is written as <c>row.Member</c> reads a member of a row, and only under the name of an encrypted one is it bound.</summary>
    private static void AnalyzeAccess(SyntaxNodeAnalysisContext context, HashSet<string> names, EncryptedMembers encrypted)
    {
        var access = (MemberAccessExpressionSyntax)context.Node;
        if (names.Contains(access.Name.Identifier.ValueText)
            && context.SemanticModel.GetOperation(access, context.CancellationToken) is IMemberReferenceOperation { Kind: OperationKind.PropertyReference or OperationKind.FieldReference } reference)
        {
            Analyze(context, reference, encrypted);
        }
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, IMemberReferenceOperation reference, EncryptedMembers encrypted)
    {
        if (!QuerySource.IsOfRow(reference)
            || encrypted.AttributeOf(reference.Member) is not { } attribute
            || QueryUse.Of(reference, encrypted) is not { } use
            || !QuerySource.IsServerSide(reference))
        {
            return;
        }

        if (use.IsEquality)
        {
            if (!EncryptedMembers.IsSearchable(attribute))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticCatalogue.EqualityNotSearchable,
                    reference.Syntax.GetLocation(),
                    [EncryptedMembers.LocationOf(attribute, context.Compilation)],
                    reference.Member.Name));
            }

            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            DiagnosticCatalogue.QueryOnCiphertext,
            reference.Syntax.GetLocation(),
            [EncryptedMembers.LocationOf(attribute, context.Compilation)],
            reference.Member.Name,
            use.Operator,
            use.Advice));
    }
}
