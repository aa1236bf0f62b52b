using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Attributes of mappers that ask for what ciphertext, which differs each time, cannot be.</summary>
internal static class ConflictingAttributes
{
    private const string Annotations = "System.ComponentModel.DataAnnotations.";

    /// <summary>The attribute's name and what to do; null if there is none.</summary>
    public static (string Attribute, string Advice)? Find(ISymbol member)
    {
        foreach (AttributeData attribute in member.GetAttributes())
        {
            string? advice = attribute.AttributeClass?.ToDisplayString() switch
            {
                Annotations + "KeyAttribute" => "ciphertext cannot be a key: use a surrogate key and mark this property Searchable to find rows by it",
                Annotations + "TimestampAttribute" or Annotations + "ConcurrencyCheckAttribute" => "ciphertext cannot be a concurrency token: use a property of its own for that",
                Annotations + "Schema.NotMappedAttribute" => "one says to store it as ciphertext and the other not to store it: remove one of them",
                Annotations + "Schema.ForeignKeyAttribute" => "ciphertext cannot be a foreign key: relate the entities by a surrogate key",
                _ => null,
            };
            if (advice is not null)
                return (attribute.AttributeClass!.Name.Replace("Attribute", ""), advice);
        }

        return null;
    }
}
