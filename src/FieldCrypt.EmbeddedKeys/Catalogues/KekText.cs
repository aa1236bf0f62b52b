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
        => KeyText.Check(description, 0, MaximumDescription, allowsLines: true) is { } wrong ? throw Invalid($"The description {wrong}.") : description;

    public static ImmutableSortedDictionary<string, string> AddTags(ImmutableSortedDictionary<string, string> tags, IReadOnlyDictionary<string, string> added)
    {
        foreach ((string name, string value) in added)
        {
            if (KeyText.Check(name, 1, MaximumTagName) is { } wrongName)
                throw Invalid($"The name of a tag {wrongName}.");
            if (KeyText.Check(value, 0, MaximumTagValue) is { } wrongValue)
                throw Invalid($"The value of the tag \"{name}\" {wrongValue}.");
        }

        tags = tags.SetItems(added);
        return tags.Count <= MaximumTags ? tags : throw Invalid($"A key has at most {MaximumTags} tags.");
    }

    private static FieldCryptException Invalid(string message) => new(FieldCryptError.InvalidArgument, $"{message} Nothing was changed.");
}
