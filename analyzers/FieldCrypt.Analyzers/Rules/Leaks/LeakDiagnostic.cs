using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Makes the diagnostics of the leak rules and the properties that code fixes read.</summary>
internal static class LeakDiagnostic
{
    /// <summary>Property: the <see cref="SensitiveKind"/> by name.</summary>
    public const string Kind = "Kind";

    /// <summary>Property: the documentation id (<c>T:Shop.Card</c>) of the type that declares the sensitive member.</summary>
    public const string Type = "Type";

    /// <summary>Property: the name of the sensitive member.</summary>
    public const string Member = "Member";

    /// <summary>Property: as <see cref="Type"/>, of the persisted property that is assigned to (FC3009).</summary>
    public const string TargetType = "TargetType";

    /// <summary>Property: the name of the persisted property that is assigned to (FC3009).</summary>
    public const string TargetMember = "TargetMember";

    public static Diagnostic Create(DiagnosticDescriptor rule, SyntaxNode at, SensitiveSource source, string where) =>
        Create(rule, at.GetLocation(), source, where);

    /// <summary>FC3009, with the member assigned to.</summary>
    public static Diagnostic ForColumn(SyntaxNode at, SensitiveSource source, ISymbol column)
    {
        var properties = Properties(source)
            .Add(TargetType, column.ContainingType.OriginalDefinition.GetDocumentationCommentId())
            .Add(TargetMember, column.Name);
        return Diagnostic.Create(
            DiagnosticCatalogue.LeakToPlainColumn,
            at.GetLocation(),
            properties,
            source.Name,
            source.Description,
            $"{column.ContainingType.Name}.{column.Name}");
    }

    public static Diagnostic Create(DiagnosticDescriptor rule, Location at, SensitiveSource source, string where) =>
        Diagnostic.Create(rule, at, Properties(source), source.Name, source.Description, where);

    private static ImmutableDictionary<string, string?> Properties(SensitiveSource source)
    {
        var properties = ImmutableDictionary<string, string?>.Empty.Add(Kind, source.Kind.ToString());
        return source.Symbol is { ContainingType: { } type, Kind: SymbolKind.Property or SymbolKind.Field } member
            ? properties.Add(Type, type.OriginalDefinition.GetDocumentationCommentId()).Add(Member, member.Name)
            : properties;
    }
}
