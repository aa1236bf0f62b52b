using FieldCrypt.Generators.Diagnostics;
using FieldCrypt.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Reads one encrypted member.</summary>
internal static class MemberParser
{
    public const int MaximumPadTo = 4096;
    public const int MaximumColumnNameLength = 256;

    private const int TextStorage = 1;

    /// <summary>The member's model; null with diagnostics if it cannot be wired.</summary>
    public static MemberModel? Parse(ISymbol member, AttributeData attribute, HashSet<string> takenNames, List<DiagnosticInfo> diagnostics, Compilation compilation, CancellationToken cancellation)
    {
        int before = diagnostics.Count;
        string memberName = $"{member.ContainingType.Name}.{member.Name}";
        Location? place = member.Locations.FirstOrDefault(static location => location.IsInSource) ?? attribute.GetLocation(cancellation);
        if (MemberShape.FindObstacle(member) is { } obstacle)
        {
            diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.MemberCannotBeMapped, place, memberName, obstacle.Reason, obstacle.Advice));
            return null;
        }

        if (!SyntaxFacts.IsValidIdentifier(member.Name))
            return null; // It does not compile.

        if (ConflictingAttributes.Find(member) is { } conflict)
            diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.ConflictingAttribute, place, memberName, conflict.Attribute, conflict.Advice));

        ITypeSymbol type = ValueTypes.Unwrap(member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type);
        bool searchable = attribute.GetNamed<bool>("Searchable");
        string? encoding = ValueTypes.FindEncoding(type);
        if (type.TypeKind == TypeKind.Error)
            return null; // The compiler reports it.
        if (encoding is null)
            diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.UnsupportedType, place, memberName, type.ToDisplayString()));
        else if (type is INamedTypeSymbol named && NameObstacle.Find(named, compilation) is { } nameObstacle)
            diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.TypeCannotBeNamed, place, memberName, type.ToDisplayString(), nameObstacle.Reason, nameObstacle.Advice));
        else if (searchable && ValueTypes.FindAmbiguity(type) is { } ambiguity)
            diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.NotSearchable, attribute.GetArgumentLocation("Searchable", cancellation), memberName, type.ToDisplayString(), ambiguity.Reason, ambiguity.Advice));

        int padTo = attribute.GetNamed<int>("PadTo");
        if (padTo is < 0 or > MaximumPadTo)
            diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.PadToOutOfRange, attribute.GetArgumentLocation("PadTo", cancellation), memberName, padTo.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        string? columnName = attribute.GetNamed<string>("Name");
        LogicalNames.Check("column", columnName, MaximumColumnNameLength, attribute.GetArgumentLocation("Name", cancellation), diagnostics);
        (ImmutableEquatableArray<ContextPair>? context, bool takesOwnersContext) = ContextParser.Parse(member, attribute, diagnostics, cancellation);
        if (diagnostics.Count > before || encoding is null || context is null)
            return null;

        return new MemberModel(
            member.Name,
            Naming.MemberName(member.Name, takenNames),
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            encoding,
            attribute.GetNamed<int>("Storage") == TextStorage,
            Accessibilities.IsPublic(type),
            context,
            takesOwnersContext,
            searchable,
            padTo,
            columnName == member.Name ? null : columnName);
    }
}
