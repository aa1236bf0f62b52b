using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>
/// FC2006: the column type given for an encrypted property cannot hold its envelopes. HasMaxLength alone is no conflict:
/// it limits the plaintext.
/// </summary>
internal sealed class EncryptedColumnTypeRule : EncryptedRule
{
    /// <summary>The key of the diagnostic's property that holds the needed length.</summary>
    internal const string NeededLength = "NeededLength";

    public override ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.EncryptedColumnType);

    public override void Register(CompilationStartAnalysisContext context, CompilationFacts facts)
    {
        context.RegisterSymbolAction(symbol => AnalyzeType(symbol, facts.Encrypted), SymbolKind.NamedType);
        ConfigurationCalls.Register(context, call => AnalyzeCall(call, facts.Encrypted), "HasColumnType");
    }

    private static void AnalyzeType(SymbolAnalysisContext context, EncryptedMembers encrypted)
    {
        foreach (var (member, attribute) in encrypted.DeclaredIn((INamedTypeSymbol)context.Symbol))
        {
            if (member.FindAttribute("Column")?.NamedArgument("TypeName") is string columnType
                && Conflict(member, attribute, columnType, AttributeMaxLength(member)) is { } conflict)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticCatalogue.EncryptedColumnType, member.Locations[0], conflict.Properties, member.Name, conflict.Text));
            }
        }
    }

    private static void AnalyzeCall(ConfigurationCall context, EncryptedMembers encrypted)
    {
        var call = context.Operation;
        if (call.TargetMethod.Name == "HasColumnType"
            && call.TargetMethod.IsEntityFramework()
            && ModelBuilderCall.ConstantArgument(call) is string columnType
            && ModelBuilderCall.ConfiguredMember(call, encrypted) is { } member
            && encrypted.AttributeOf(member) is { } attribute
            && Conflict(member, attribute, columnType, ModelBuilderCall.ConstantInChain(call, "HasMaxLength") as int? ?? AttributeMaxLength(member)) is { } conflict)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticCatalogue.EncryptedColumnType, ModelBuilderCall.NameLocation(call), conflict.Properties, member.Name, conflict.Text));
        }
    }

    private static int AttributeMaxLength(ISymbol member) =>
        member.FindAttribute("MaxLength", "StringLength", "Length") is { } attribute
        && attribute.PositionalArgument(attribute.ShortName() == "Length" ? 1 : 0) is int length && length > 0
            ? length
            : 0;

    private static (string Text, ImmutableDictionary<string, string?> Properties)? Conflict(ISymbol member, AttributeData attribute, string columnType, int maxLength)
    {
        var isText = EncryptedMembers.IsText(attribute);
        var column = ColumnType.Parse(columnType);
        if (column.Holds == ColumnContent.Unknown)
        {
            return null;
        }

        if (column.Holds != (isText ? ColumnContent.Text : ColumnContent.Bytes))
        {
            return ($"the column type {columnType} does not hold {(isText ? "the text" : "the bytes")} of an envelope. {(isText ? "Use a text type or leave the type out." : "Use a binary type (BLOB, bytea, varbinary(max)), leave the type out, or set Storage = EncryptedStorage.Text.")}",
                ImmutableDictionary<string, string?>.Empty);
        }

        var needed = EnvelopeSize.Column(maxLength, IsBytes(member), EncryptedMembers.PadTo(attribute), isText);
        return column.Length is { } length && length < needed
            ? ($"the column type {columnType} is too short: envelopes {(maxLength > 0 ? $"of up to {maxLength} {(IsBytes(member) ? "bytes" : "characters")} " : "")}take {(maxLength > 0 ? "up to" : "more than")} {needed} {(isText ? "characters" : "bytes")}. Widen it or leave the type out.",
                ImmutableDictionary<string, string?>.Empty.Add(NeededLength, needed.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            : null;
    }

    private static bool IsBytes(ISymbol member) =>
        (member as IPropertySymbol)?.Type is IArrayTypeSymbol || (member as IFieldSymbol)?.Type is IArrayTypeSymbol;
}
