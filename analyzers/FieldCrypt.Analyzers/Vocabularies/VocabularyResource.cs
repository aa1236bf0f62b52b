using System.IO;

namespace FieldCrypt.Analyzers;

/// <summary>The embedded vocabulary file.</summary>
internal static class VocabularyResource
{
    public const string Name = "FieldCrypt.Analyzers.vocabulary.txt";

    public static string Read()
    {
        using var stream = typeof(VocabularyResource).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidDataException($"The assembly lacks its resource {Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
