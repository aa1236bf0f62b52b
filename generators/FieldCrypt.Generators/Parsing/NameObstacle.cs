using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Whether generated code, in another file and namespace of the assembly, can name a type.</summary>
internal static class NameObstacle
{
    /// <summary>What the type is that it cannot be named, and what to do; null if it can.</summary>
    public static (string Reason, string Advice)? Find(INamedTypeSymbol type, Compilation compilation)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal)
                return ("local to its file", "remove the file modifier");
            if (IsObsoleteError(outer))
                return ("obsolete as an error", "make its use a warning, or move the encrypted member to a type that is in use");
        }

        if (!compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))
            return ("private or protected", "make it internal or public");
        if (compilation.GetMetadataReference(type.ContainingAssembly) is { Properties.Aliases: { IsDefaultOrEmpty: false } aliases } && !aliases.Contains(MetadataReferenceProperties.GlobalAlias))
            return ("in an assembly that is referenced by alias alone", "add the alias global to that reference");
        return null;
    }

    private static bool IsObsoleteError(INamedTypeSymbol type)
        => type.FindAttribute(KnownNames.Obsolete) is { ConstructorArguments: { Length: 2 } arguments } && arguments[1].Value is true;
}
