using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Which CLR types can be encrypted, and the property of <c>FieldCrypt.ValueEncodings</c> that encodes each.</summary>
internal static class ValueTypes
{
    private const string Encodings = "global::FieldCrypt.ValueEncodings.";

    /// <summary>The type of values that are not null: <c>int</c> for <c>int?</c>.</summary>
    public static ITypeSymbol Unwrap(ITypeSymbol type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);

    /// <summary>The expression of the encoding of a type that is not nullable; null if there is none.</summary>
    public static string? FindEncoding(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte })
            return Encodings + "Bytes";
        if (type.TypeKind == TypeKind.Enum)
            return MentionsTypeParameter(type) ? null : $"{Encodings}Enum<{type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}>()";

        string? name = type.SpecialType switch
        {
            SpecialType.System_String => "String",
            SpecialType.System_Boolean => "Boolean",
            SpecialType.System_Char => "Char",
            SpecialType.System_SByte => "SByte",
            SpecialType.System_Byte => "Byte",
            SpecialType.System_Int16 => "Int16",
            SpecialType.System_UInt16 => "UInt16",
            SpecialType.System_Int32 => "Int32",
            SpecialType.System_UInt32 => "UInt32",
            SpecialType.System_Int64 => "Int64",
            SpecialType.System_UInt64 => "UInt64",
            SpecialType.System_IntPtr => "IntPtr",
            SpecialType.System_UIntPtr => "UIntPtr",
            SpecialType.System_Single => "Single",
            SpecialType.System_Double => "Double",
            SpecialType.System_Decimal => "Decimal",
            SpecialType.System_DateTime => "DateTime",
            _ => FindSystemType(type),
        };
        return name is null ? null : Encodings + name;
    }

    /// <summary>
    /// Which equal values of a type differ in their bytes, so that an index over them does not answer equality, and what
    /// to do; null if none do. Decimals and times differ too, but are brought to one form before they are indexed.
    /// </summary>
    public static (string Reason, string Advice)? FindAmbiguity(ITypeSymbol type)
    {
        if (type.SpecialType is SpecialType.System_Single or SpecialType.System_Double || FindSystemType(type) == "Half")
            return ("0.0 and -0.0; NaN is not even equal to itself", "keep the value as decimal");
        if (FindSystemType(type) == "Uri")
            return ("the host's upper and lower case, among others", "keep the value as string");
        return null;
    }

    private static string? FindSystemType(ITypeSymbol type)
        => type is INamedTypeSymbol { Arity: 0, ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            && type.Name is "Int128" or "UInt128" or "Half" or "Guid" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan" or "Uri"
                ? type.Name
                : null;

    private static bool MentionsTypeParameter(ITypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type as INamedTypeSymbol; outer is not null; outer = outer.ContainingType)
        {
            foreach (ITypeSymbol argument in outer.TypeArguments)
            {
                if (argument.TypeKind == TypeKind.TypeParameter || MentionsTypeParameter(argument))
                    return true;
            }
        }

        return false;
    }
}
