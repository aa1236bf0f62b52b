using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC2001: an encryption context holds what looks like personal data or a secret; contexts are logged in clear.</summary>
internal sealed class SensitiveContextRule : EncryptedRule
{
    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.SensitiveContext);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts) =>
        context.RegisterSyntaxNodeAction(AnalyzeAttribute, SyntaxKind.Attribute);

    private static void AnalyzeAttribute(SyntaxNodeAnalysisContext context)
    {
        var attribute = (AttributeSyntax)context.Node;
        var name = AttributeNames.Short(LastName.Of(attribute.Name));
        if (name is not (AttributeNames.Encrypted or "EncryptionContext") || attribute.ArgumentList is null)
        {
            return;
        }

        foreach (var argument in attribute.ArgumentList.Arguments)
        {
            if ((name == "EncryptionContext" || argument.NameEquals?.Name.Identifier.ValueText == "Context")
                && context.SemanticModel.GetConstantValue(argument.Expression, context.CancellationToken) is { HasValue: true, Value: string value })
            {
                Analyze(context, argument.Expression, value);
            }
        }
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, ExpressionSyntax expression, string encryptionContext)
    {
        foreach (var pair in encryptionContext.Split(','))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && ContextValues.Describe(pair.Substring(0, equals).Trim(), pair.Substring(equals + 1).Trim()) is { } description)
            {
                // The name alone: the value may be the very thing that must not be repeated in a build log.
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticCatalogue.SensitiveContext, expression.GetLocation(), pair.Substring(0, equals).Trim(), description));
            }
        }
    }
}
