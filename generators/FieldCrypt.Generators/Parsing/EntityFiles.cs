using System.Collections.Immutable;
using System.Text;
using FieldCrypt.Generators.Model;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Gives each entity a file name of its own; the compiler compares them without regard to case.</summary>
internal static class EntityFiles
{
    public static ImmutableArray<EntityFile> Assign(ImmutableArray<EntityModel> entities)
    {
        ImmutableArray<EntityFile>.Builder files = ImmutableArray.CreateBuilder<EntityFile>(entities.Length);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (EntityModel entity in entities.OrderBy(static entity => entity.FullName, StringComparer.Ordinal))
        {
            // A type declared twice, as class and as struct, does not compile anyway.
            if (!types.Add(entity.FullName))
                continue;

            string name = Sanitize(entity.FullName);
            string hint = name;
            for (int i = 2; !taken.Add(hint); i++)
                hint = $"{name}_{i}";
            files.Add(new EntityFile(hint + ".FieldCrypt.g.cs", entity));
        }

        return files.ToImmutable();
    }

    /// <summary>Keeps the characters that the lowest supported compiler takes in a file name.</summary>
    private static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char c in name)
            text.Append(char.IsLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_');
        return text.ToString();
    }
}
