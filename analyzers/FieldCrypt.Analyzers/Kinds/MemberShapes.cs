using System;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>What a CLR type can hold, as far as the classifier cares.</summary>
[Flags]
internal enum MemberShapes
{
    /// <summary>Nothing sensitive: bool, enums, navigation properties, collections.</summary>
    None = 0,

    /// <summary>string, char[], SecureString, object.</summary>
    Text = 1,

    /// <summary>Integers, decimal, and even floating point: published models keep card numbers in them.</summary>
    Numeric = 2,

    /// <summary>Dates and times.</summary>
    Date = 4,

    /// <summary>byte[] and the like.</summary>
    Bytes = 8,
}

/// <summary>Finds the <see cref="MemberShapes"/> of a type.</summary>
internal static class MemberShape
{
    /// <summary>The shapes in which data of a kind is kept.</summary>
    public static MemberShapes Shapes(this SensitiveKind kind) => kind switch
    {
        SensitiveKind.Expiry => MemberShapes.Text | MemberShapes.Numeric | MemberShapes.Date,
        SensitiveKind.CardholderName => MemberShapes.Text,
        SensitiveKind.TrackData or SensitiveKind.Pin => MemberShapes.Text | MemberShapes.Numeric | MemberShapes.Bytes,
        SensitiveKind.PersonalData => MemberShapes.Text | MemberShapes.Numeric | MemberShapes.Date,
        _ => MemberShapes.Text | MemberShapes.Numeric,
    };

    public static MemberShapes Of(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] })
        {
            return Of(inner);
        }

        switch (type.TypeKind)
        {
            case TypeKind.Enum:
                return MemberShapes.None;
            case TypeKind.Array:
                return ((IArrayTypeSymbol)type).ElementType.SpecialType switch
                {
                    SpecialType.System_Byte => MemberShapes.Bytes,
                    SpecialType.System_Char => MemberShapes.Text,
                    _ => MemberShapes.None,
                };
            case TypeKind.Dynamic:
                return MemberShapes.Text;
        }

        return OfSpecial(type.SpecialType) is var special and not MemberShapes.None ? special : OfName(type);
    }

    private static MemberShapes OfSpecial(SpecialType type)
    {
        switch (type)
        {
            case SpecialType.System_String:
            case SpecialType.System_Object:
                return MemberShapes.Text;
            case SpecialType.System_DateTime:
                return MemberShapes.Date;
            case >= SpecialType.System_SByte and <= SpecialType.System_Double:
                return MemberShapes.Numeric;
            default:
                return MemberShapes.None;
        }
    }

    private static MemberShapes OfName(ITypeSymbol type) => type.Name switch
    {
        "DateOnly" or "DateTimeOffset" or "LocalDate" or "YearMonth" or "Instant" => MemberShapes.Date,
        "SecureString" or "SqlString" or "StringBuilder" => MemberShapes.Text,
        "BigInteger" or "Int128" or "UInt128" or "SqlInt64" or "SqlDecimal" => MemberShapes.Numeric,
        "ReadOnlyMemory" or "Memory" or "SqlBinary" or "Binary" => MemberShapes.Bytes,
        // A source of types the compilation cannot resolve often misses these as well.
        "String" when type.TypeKind == TypeKind.Error => MemberShapes.Text,
        "Int16" or "Int32" or "Int64" or "Decimal" when type.TypeKind == TypeKind.Error => MemberShapes.Numeric,
        "DateTime" when type.TypeKind == TypeKind.Error => MemberShapes.Date,
        _ => MemberShapes.None,
    };
}
