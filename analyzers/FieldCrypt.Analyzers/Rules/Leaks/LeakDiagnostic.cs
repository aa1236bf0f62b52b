using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Makes the diagnostics of the leak rules and the properties that code fixes read.</summary>
internal static class LeakDiagnostic
{
    /// <summary>Property: the <see cref="SensitiveKind"/> by name.</summary>
    public const string Kind = "Kind";

    /// <summary>Property: the metadata name of the type that declares the sensitive member.</summary>
    public const string Type = "Type";

    /// <summary>Property: the name of the sensitive member.</summary>
    public const string Member = "Member";

    public static Diagnostic Create(DiagnosticDescriptor rule, SyntaxNode at, SensitiveSource source, string where) =>
        Create(rule, at.GetLocation(), source, where);

    public static Diagnostic Create(DiagnosticDescriptor rule, Location at, SensitiveSource source, string where) =>
        Diagnostic.Create(rule, at, Properties(source), source.Name, source.Description, where);

    private static ImmutableDictionary<string, string?> Properties(SensitiveSource source)
    {
        var properties = ImmutableDictionary<string, string?>.Empty.Add(Kind, source.Kind.ToString());
        return source.Symbol is { ContainingType: { } type, Kind: SymbolKind.Property or SymbolKind.Field } member
            ? properties.Add(Type, type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).Add(Member, member.Name)
            : properties;
    }
}
