using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>What attributes call a member or a type besides its own name: a column, an element, a label, a table.</summary>
internal static class OtherNames
{
    /// <summary>Names of the member's column, document element, item attribute, and its label.</summary>
    public static IEnumerable<string> OfMember(ISymbol member)
    {
        var attributes = member.GetAttributes();
        return attributes.IsEmpty ? [] : OfMember(attributes);
    }

    private static IEnumerable<string> OfMember(ImmutableArray<AttributeData> attributes)
    {
        foreach (var attribute in attributes)
        {
            var name = attribute.ShortName() switch
            {
                "Column" or "BsonElement" or "DynamoDBProperty" or "DynamoDBHashKey" or "DynamoDBRangeKey" or "Alias" or "Property" or "Field" or "MapField"
                    or "JsonProperty" or "JsonPropertyName" or "DisplayName" =>
                    attribute.PositionalArgument(0) ?? attribute.NamedArgument("Name") ?? attribute.NamedArgument("Column")
                    ?? attribute.NamedArgument("AttributeName") ?? attribute.NamedArgument("PropertyName"),
                "Display" => attribute.NamedArgument("Name"),
                _ => null,
            };
            if (name is string { Length: > 0 } text)
            {
                yield return text;
            }
        }
    }

    /// <summary>Names of the type's table, collection or index.</summary>
    public static IEnumerable<string> OfType(ITypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.ShortName() is "Table" or "TableName" or "DynamoDBTable" or "BsonCollection" or "CollectionName" or "SugarTable" or "Alias"
                && (attribute.PositionalArgument(0) ?? attribute.NamedArgument("Name")) is string { Length: > 0 } name)
            {
                yield return name;
            }
        }
    }
}
