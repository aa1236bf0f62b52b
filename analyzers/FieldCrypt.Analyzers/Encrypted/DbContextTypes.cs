using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>EF Core's contexts and what they map.</summary>
internal static class DbContextTypes
{
    public static bool IsDbContext(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current is { Name: "DbContext", ContainingNamespace.Name: "EntityFrameworkCore" })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The entity types of the context's and its base contexts' DbSet properties.</summary>
    public static IEnumerable<INamedTypeSymbol> EntitiesOf(INamedTypeSymbol context)
    {
        for (INamedTypeSymbol? current = context; current is not null && current.Name != "DbContext"; current = current.BaseType)
        {
            foreach (var property in current.GetMembers().OfType<IPropertySymbol>())
            {
                if (property.Type is INamedTypeSymbol { Name: "DbSet", TypeArguments: { Length: 1 } arguments } && arguments[0] is INamedTypeSymbol entity)
                {
                    yield return entity;
                }
            }
        }
    }
}
