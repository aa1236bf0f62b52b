using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>The property names in [PrimaryKey(nameof(A), nameof(B))] and [Index(nameof(A))].</summary>
internal static class ClassAttributeNames
{
    public static IEnumerable<string> In(AttributeData attribute)
    {
        foreach (var argument in attribute.ConstructorArguments)
        {
            if (argument.Kind != TypedConstantKind.Array)
            {
                if (argument.Value is string name)
                {
                    yield return name;
                }

                continue;
            }

            foreach (var element in argument.Values)
            {
                if (element.Value is string name)
                {
                    yield return name;
                }
            }
        }
    }
}
