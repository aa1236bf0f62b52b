using System;
using System.Linq;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.CodeFixes;

/// <summary>What stands for a value once it is masked.</summary>
/// <param name="Stars">The text in front.</param>
/// <param name="Shown">The expression for what stays visible; null for nothing.</param>
/// <param name="NeedsMath">Whether the expression uses <see cref="Math"/>.</param>
internal sealed record MaskText(string Stars, string? Shown, bool NeedsMath)
{
    public const string UsesMath = "math";

    /// <summary>The mask for an expression that can be written twice; null for calls and whole objects.</summary>
    public static MaskText? For(ExpressionSyntax value, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (!CanRepeat(value) || model.GetTypeInfo(value, cancellation) is not { Type: { } type } info)
            return null;

        bool text = type.SpecialType == SpecialType.System_String;
        bool number = type.SpecialType is SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Decimal;
        if (!text && !number)
            return null;

        // PCI DSS 3.4.1 lets the last four digits of a PAN be shown; a verification code or a PIN not at all.
        diagnostic.Properties.TryGetValue(LeakDiagnostic.Kind, out string? kind);
        if (kind is not (nameof(SensitiveKind.Pan) or nameof(SensitiveKind.BankAccount) or nameof(SensitiveKind.DeclaredCardholderData)))
            return new MaskText("***", null, NeedsMath: false);

        string name = value.WithoutTrivia().ToString();
        if (number)
            return new MaskText("****", $"{name} % 10000", NeedsMath: false);

        string question = info.Nullability.FlowState == NullableFlowState.NotNull ? "" : "?";
        bool ranges = model.Compilation.GetTypeByMetadataName("System.Range") is not null
            && ((CSharpParseOptions)value.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp8;
        string start = $"Math.Max(0, {name}.Length - 4)";
        return new MaskText("****", ranges ? $"{name}{question}[{start}..]" : $"{name}{question}.Substring({start})", NeedsMath: true);
    }

    private static bool CanRepeat(ExpressionSyntax value) => value is IdentifierNameSyntax or ThisExpressionSyntax
        || value is MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access && CanRepeat(access.Expression);
}
