using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Which members a mapper can store: the others would be left unencrypted in silence.</summary>
internal static class MemberShape
{
    /// <summary>Why the member cannot be mapped and what to do; null if it can.</summary>
    public static (string Reason, string Advice)? FindObstacle(ISymbol member)
    {
        INamedTypeSymbol type = member.ContainingType;
        if (type.TypeKind == TypeKind.Interface)
            return ("an interface has no storage", "mark the property in the classes that implement it");
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
            return ($"it is declared in {Describe(type)}", "mark a property of a class or struct");
        if (type.IsRefLikeType)
            return ("its type is a ref struct, which no mapper stores", "move it to a class, record or struct");
        if (member.IsStatic)
            return ("it is static, so it belongs to no record", "mark an instance member");

        return member is IPropertySymbol property ? FindObstacle(property) : FindObstacle((IFieldSymbol)member);
    }

    private static (string, string)? FindObstacle(IPropertySymbol property)
    {
        if (property.IsIndexer)
            return ("it is an indexer", "mark a property");
        if (!property.ExplicitInterfaceImplementations.IsEmpty)
            return ("it implements an interface explicitly, which mappers do not see", "mark the property that holds the value");
        if (property.ReturnsByRef || property.ReturnsByRefReadonly)
            return ("it returns by reference", "mark a property with get and set accessors");
        if (property.IsOverride)
            return ("it overrides another property, which a mapper may map in its place", "mark the first declaration; overrides inherit it");
        if ((property.GetMethod is null || property.SetMethod is null) && !HasBackingField(property))
            return ($"it has no {(property.SetMethod is null ? "setter" : "getter")} and no backing field that a mapper finds", "add the accessor, or mark the field that holds the value");

        return null;
    }

    private static (string, string)? FindObstacle(IFieldSymbol field)
    {
        if (field.AssociatedSymbol is IPropertySymbol property)
            return ("the attribute is on the field behind a property", $"write [{(property.IsImplicitlyDeclared || property.ContainingType.IsRecord ? "property: " : "")}Encrypted] so that it marks the property");
        if (field.AssociatedSymbol is not null)
            return ("it is the field behind an event", "mark a property or field that holds a value");
        if (field.RefKind != RefKind.None)
            return ("it is a ref field", "mark a field that holds the value");
        if (field.IsFixedSizeBuffer)
            return ("it is a fixed-size buffer", "use a byte[]");
        return null;
    }

    /// <summary>The backing field by EF Core's naming conventions, for a property without one of its accessors.</summary>
    private static bool HasBackingField(IPropertySymbol property)
    {
        string name = property.Name;
        string camel = name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);
        foreach (IFieldSymbol field in property.ContainingType.GetMembers().OfType<IFieldSymbol>())
        {
            if (SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
                return true;
            bool named = field.Name == "_" + camel || field.Name == "_" + name || field.Name == "m_" + camel || field.Name == "m_" + name || field.Name == camel;
            if (named && !field.IsStatic && SymbolEqualityComparer.Default.Equals(field.Type, property.Type))
                return true;
        }

        return false;
    }

    private static string Describe(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Enum => "an enum",
        TypeKind.Delegate => "a delegate",
        _ => "a declaration that has no storage",
    };
}
