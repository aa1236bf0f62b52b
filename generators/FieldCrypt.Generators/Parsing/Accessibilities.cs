using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>From where a type can be named.</summary>
internal static class Accessibilities
{
    /// <summary>Whether the type and everything around it is public.</summary>
    public static bool IsPublic(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return IsPublic(array.ElementType);
        for (ITypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.DeclaredAccessibility != Accessibility.Public)
                return false;
            if (outer is INamedTypeSymbol named && !named.TypeArguments.All(static argument => argument.TypeKind == TypeKind.TypeParameter || IsPublic(argument)))
                return false;
        }

        return true;
    }
}
