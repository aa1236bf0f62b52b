using FieldCrypt.Generators.Diagnostics;
using FieldCrypt.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Reads a type with encrypted members.</summary>
internal static class EntityParser
{
    private const int MaximumTableNameLength = 128;

    /// <summary>Parses a type; null where its names do not compile.</summary>
    public static ParsedEntity? Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        if (type.TypeKind is TypeKind.Class or TypeKind.Struct && !Naming.HasValidName(type))
            return null;

        var diagnostics = new List<DiagnosticInfo>();
        var members = new List<MemberModel>();
        string className = Naming.ClassName(type);
        // The class's own name, and what the generated methods call their parameters.
        var takenNames = new HashSet<string> { className, "value", "stored", "column" };
        bool canBeNamed = CheckCanBeNamed(type, compilation, diagnostics, cancellation);

        foreach ((ISymbol member, AttributeData attribute) in EncryptedMembers.Of(type))
        {
            cancellation.ThrowIfCancellationRequested();
            MemberModel? model = MemberParser.Parse(member, attribute, takenNames, diagnostics, compilation, cancellation);
            if (model is null)
                continue;

            LogicalNames.CheckUnique(type, member, attribute, diagnostics, cancellation);
            members.Add(model);
        }

        string? tableName = null;
        if (type.FindAttribute(KnownNames.EncryptedTable) is { } table)
        {
            tableName = table.GetFirstString();
            if (!LogicalNames.Check("table", tableName, MaximumTableNameLength, table.GetArgumentLocation(null, cancellation), diagnostics))
                tableName = null;
        }

        EntityModel? entity = members.Count == 0 || !canBeNamed ? null : new EntityModel(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(Naming.NamespaceFormat),
            FullName(type),
            Naming.Escape(className),
            type.IsGenericType ? type.ConstructUnboundGenericType().ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat).Replace('<', '{').Replace('>', '}'),
            type.Name,
            Accessibilities.IsPublic(type),
            tableName,
            members.ToImmutableEquatableArray());
        return new ParsedEntity(entity, diagnostics.ToImmutableEquatableArray());
    }

    private static bool CheckCanBeNamed(INamedTypeSymbol type, Compilation compilation, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        if (NameObstacle.Find(type, compilation) is not { } found)
            return true;

        foreach ((ISymbol member, AttributeData attribute) in EncryptedMembers.Of(type))
        {
            diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.TypeCannotBeNamed, attribute.GetLocation(cancellation),
                $"{type.Name}.{member.Name}", type.ToDisplayString(), found.Reason, found.Advice));
        }

        return false;
    }

    /// <summary>Namespace, containing types and name with their number of type parameters, unescaped.</summary>
    private static string FullName(INamedTypeSymbol type)
    {
        string name = type.MetadataName;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            name = $"{outer.MetadataName}.{name}";
        for (INamespaceSymbol outer = type.ContainingNamespace; !outer.IsGlobalNamespace; outer = outer.ContainingNamespace)
            name = $"{outer.Name}.{name}";
        return name;
    }
}
