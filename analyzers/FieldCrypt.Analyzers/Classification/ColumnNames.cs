using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>The name that an attribute gives to a member's column, document element or item attribute.</summary>
internal static class ColumnNames
{
    public static string? Of(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            switch (attribute.ShortName())
            {
                case "Column":
                case "BsonElement":
                case "DynamoDBProperty":
                case "DynamoDBHashKey":
                case "DynamoDBRangeKey":
                case "Alias":
                case "Property":
                case "Field":
                case "MapField":
                    if ((attribute.PositionalArgument(0) ?? attribute.NamedArgument("Name") ?? attribute.NamedArgument("Column") ?? attribute.NamedArgument("AttributeName")) is string { Length: > 0 } name)
                    {
                        return name;
                    }

                    break;
            }
        }

        return null;
    }
}
