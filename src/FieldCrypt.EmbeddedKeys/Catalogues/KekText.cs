using System.Collections.Immutable;

namespace FieldCrypt;

/// <summary>Limits of descriptions and tags, as in AWS KMS.</summary>
internal static class KekText
{
    private const int MaximumDescription = 8192;
    private const int MaximumTags = 50;
    private const int MaximumTagName = 128;
    private const int MaximumTagValue = 256;

    public static string CheckDescription(string description)
        => description.Length <= MaximumDescription ? description : throw Invalid($"A description has at most {MaximumDescription} characters.");

    public static ImmutableSortedDictionary<string, string> AddTags(ImmutableSortedDictionary<string, string> tags, IReadOnlyDictionary<string, string> added)
    {
        foreach ((string name, string value) in added)
        {
            if (name.Length is 0 or > MaximumTagName || value.Length > MaximumTagValue)
                throw Invalid($"The tag \"{name}\" is malformed: a name has 1 to {MaximumTagName} characters, a value at most {MaximumTagValue}.");
        }

        tags = tags.SetItems(added);
        return tags.Count <= MaximumTags ? tags : throw Invalid($"A key has at most {MaximumTags} tags.");
    }

    private static FieldCryptException Invalid(string message) => new(FieldCryptError.InvalidArgument, message);
}
