using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>
/// FC2007 and FC2008: operators of LINQ to entities that cannot run on ciphertext, and equality on an encrypted property
/// without a blind index. LINQ to objects, after AsEnumerable or ToList, is free to do as it likes.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class QueryOnCiphertextAnalyzer : EncryptedRuleAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(DiagnosticCatalogue.QueryOnCiphertext, DiagnosticCatalogue.EqualityNotSearchable);

    private protected override void Register(CompilationStartAnalysisContext context, EncryptedMembers encrypted) =>
        context.RegisterOperationAction(operation => Analyze(operation, encrypted), OperationKind.PropertyReference, OperationKind.FieldReference);

    private static void Analyze(OperationAnalysisContext context, EncryptedMembers encrypted)
    {
        var reference = (IMemberReferenceOperation)context.Operation;
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
                    [EncryptedMembers.LocationOf(attribute)],
                    reference.Member.Name));
            }

            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            DiagnosticCatalogue.QueryOnCiphertext,
            reference.Syntax.GetLocation(),
            [EncryptedMembers.LocationOf(attribute)],
            reference.Member.Name,
            use.Operator,
            use.Advice));
    }
}
