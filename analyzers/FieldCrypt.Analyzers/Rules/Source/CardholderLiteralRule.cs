using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC4001, FC4002, FC4003: card numbers, published test numbers and magnetic stripe data in literals.</summary>
internal static class CardholderLiteralRule
{
    public static ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } =
        ImmutableArray.Create(DiagnosticCatalogue.PanLiteral, DiagnosticCatalogue.TestPanLiteral, DiagnosticCatalogue.TrackLiteral);

    public static void Register(CompilationStartAnalysisContext start)
    {
        var surroundings = new LiteralSurroundings(CompilationFacts.Of(start.Compilation, start.Options).Names);
        start.RegisterSyntaxNodeAction(
            node => AnalyzeText(node, ((LiteralExpressionSyntax)node.Node).Token, surroundings),
            SyntaxKind.StringLiteralExpression,
            SyntaxKind.Utf8StringLiteralExpression);
        start.RegisterSyntaxNodeAction(
            node => AnalyzeText(node, ((InterpolatedStringTextSyntax)node.Node).TextToken, surroundings),
            SyntaxKind.InterpolatedStringText);
        start.RegisterSyntaxNodeAction(node => AnalyzeNumber(node, surroundings), SyntaxKind.NumericLiteralExpression);
    }

    private static void AnalyzeText(SyntaxNodeAnalysisContext context, SyntaxToken token, LiteralSurroundings surroundings)
    {
        string text = token.ValueText;
        if (!CardNumberScanner.MayContainNumber(text))
            return;

        if (TrackDataScanner.TryFind(text, out int track, out int start, out int length))
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.TrackLiteral, LiteralLocation.Of(token, start, length), track));
            return;
        }

        LiteralContext? around = null;
        foreach (var candidate in CardNumberScanner.Find(text))
        {
            around ??= surroundings.Of(context.Node);
            Report(context, candidate, around.Value, LiteralLocation.Of(token, candidate.Start, candidate.Length));
        }
    }

    /// <summary>Numbers are card numbers only where the name of what holds them says so.</summary>
    private static void AnalyzeNumber(SyntaxNodeAnalysisContext context, LiteralSurroundings surroundings)
    {
        var token = ((LiteralExpressionSyntax)context.Node).Token;
        if (token.Text.Length < 13 || token.Value is not (long or ulong or decimal or double))
            return;

        string digits = token.Text.Replace("_", "").TrimEnd('L', 'l', 'U', 'u', 'M', 'm', 'D', 'd');
        foreach (var candidate in CardNumberScanner.Find(digits))
        {
            if (surroundings.Of(context.Node) is { SpeaksOfCards: true } around)
                Report(context, candidate, around, token.GetLocation());
        }
    }

    private static void Report(SyntaxNodeAnalysisContext context, CardNumberCandidate candidate, LiteralContext around, Location at)
    {
        if (TestCardNumbers.Contains(candidate.Digits))
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.TestPanLiteral, at, candidate.Network));
            return;
        }

        // 12 to 15 digits of these networks are as often an EAN, a telephone or an order number.
        bool ambiguous = candidate.Digits.Length < 14 || (candidate.Digits.Length < 16 && candidate.Network == "Maestro");
        if (around.SpeaksOfCards || (!ambiguous && !around.SpeaksOfOtherNumbers))
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.PanLiteral, at, candidate.Network));
    }
}
