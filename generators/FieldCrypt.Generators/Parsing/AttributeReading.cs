using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Finds attributes, their arguments and the places where these are written.</summary>
internal static class AttributeReading
{
    public static AttributeData? FindAttribute(this ISymbol symbol, string metadataName)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            // The short name first: most attributes are others, and their full names are made of many parts.
            if (attribute.AttributeClass is { } type && metadataName.EndsWith(type.Name, StringComparison.Ordinal) && type.ToDisplayString() == metadataName)
                return attribute;
        }

        return null;
    }

    /// <summary>The value of a named argument, or the default where it is not set or does not compile.</summary>
    public static T? GetNamed<T>(this AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum && argument.Value.Value is T value)
                return value;
        }

        return default;
    }

    public static string? GetFirstString(this AttributeData attribute)
        => attribute.ConstructorArguments is { IsDefaultOrEmpty: false } arguments && arguments[0] is { Kind: TypedConstantKind.Primitive, Value: string value } ? value : null;

    public static Location? GetLocation(this AttributeData attribute, CancellationToken cancellation)
        => attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation();

    /// <summary>Where an argument is written; the attribute itself where it is not found. A null name means the first argument.</summary>
    public static Location? GetArgumentLocation(this AttributeData attribute, string? name, CancellationToken cancellation)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
            return null;
        foreach (AttributeArgumentSyntax argument in syntax.ArgumentList?.Arguments ?? default)
        {
            if (name is null || argument.NameEquals?.Name.Identifier.ValueText == name)
                return argument.Expression.GetLocation();
        }

        return syntax.GetLocation();
    }
}
