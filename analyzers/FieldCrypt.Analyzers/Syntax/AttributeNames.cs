using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Attributes by short name. Names are compared rather than symbols, so that a source whose packages are missing is
/// understood as well.
/// </summary>
internal static class AttributeNames
{
    /// <summary>FieldCrypt's own.</summary>
    public const string Encrypted = "Encrypted";

    private const string Suffix = "Attribute";

    public static string Short(string attributeName) =>
        attributeName.Length > Suffix.Length && attributeName.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            ? attributeName.Substring(0, attributeName.Length - Suffix.Length)
            : attributeName;

    public static string ShortName(this AttributeData attribute) => Short(attribute.AttributeClass?.Name ?? "");

    /// <summary>The first attribute of one of the short names, else <see langword="null"/>.</summary>
    public static AttributeData? FindAttribute(this ISymbol symbol, params ReadOnlySpan<string> shortNames)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (shortNames.IndexOf(attribute.ShortName()) >= 0)
            {
                return attribute;
            }
        }

        return null;
    }

    public static bool HasAttribute(this ISymbol symbol, params ReadOnlySpan<string> shortNames) =>
        symbol.FindAttribute(shortNames) is not null;

    public static bool HasAttribute(this ISymbol symbol, ImmutableHashSet<string> shortNames)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (shortNames.Contains(attribute.ShortName()))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value of a named argument, else <see langword="null"/>.</summary>
    public static object? NamedArgument(this AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value.Kind == TypedConstantKind.Array ? null : argument.Value.Value;
            }
        }

        return attribute.IsUnresolved() ? attribute.Arguments().FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Literal() : null;
    }

    /// <summary>The value of a positional argument, else <see langword="null"/>.</summary>
    public static object? PositionalArgument(this AttributeData attribute, int index)
    {
        if (attribute.IsUnresolved())
        {
            return attribute.Arguments().Where(static argument => argument.NameEquals is null).ElementAtOrDefault(index)?.Literal();
        }

        return attribute.ConstructorArguments.Length > index && attribute.ConstructorArguments[index].Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum
            ? attribute.ConstructorArguments[index].Value
            : null;
    }

    // The compiler binds no arguments of an attribute whose package is missing.
    private static bool IsUnresolved(this AttributeData attribute) => attribute.AttributeClass is null or { TypeKind: TypeKind.Error };

    private static IEnumerable<AttributeArgumentSyntax> Arguments(this AttributeData attribute) =>
        attribute.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax { ArgumentList.Arguments: var arguments } ? arguments : [];

    private static object? Literal(this AttributeArgumentSyntax argument) => argument.Expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value,
        InvocationExpressionSyntax call => FluentSyntax.MembersNamedBy(call).FirstOrDefault(),
        _ => null,
    };
}
