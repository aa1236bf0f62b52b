using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Which members of a type are marked.</summary>
internal static class EncryptedMembers
{
    /// <summary>The marked properties and fields in the order of declaration.</summary>
    public static IEnumerable<(ISymbol Member, AttributeData Attribute)> Of(INamedTypeSymbol type)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IPropertySymbol or IFieldSymbol && member.FindAttribute(KnownNames.Encrypted) is { } attribute)
                yield return (member, attribute);
        }
    }

    /// <summary>Whether the attribute is the type's first: the one that the whole type is parsed for.</summary>
    public static bool IsFirst(INamedTypeSymbol type, AttributeData attribute)
    {
        SyntaxReference? place = attribute.ApplicationSyntaxReference;
        foreach ((_, AttributeData first) in Of(type))
            return first.ApplicationSyntaxReference is { } other && place is not null && other.SyntaxTree == place.SyntaxTree && other.Span == place.Span;
        return false;
    }
}
