using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>The ToString that the compiler writes for records: it prints every public instance property and field.</summary>
internal static class RecordPrinting
{
    /// <summary>Whether a record's text is the compiler's own: neither it nor a base type overrides PrintMembers or ToString.</summary>
    public static bool IsSynthesized(INamedTypeSymbol type)
    {
        if (!type.IsRecord)
            return false;

        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (current.GetMembers("ToString").Concat(current.GetMembers("PrintMembers")).Any(static m => m is IMethodSymbol { IsImplicitlyDeclared: false }))
                return false;
        }

        return true;
    }

    public static bool IsPrinted(ISymbol member) =>
        member is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsOverride: false };
}
