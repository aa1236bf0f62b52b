namespace FieldCrypt.EntityFrameworkCore;

/// <summary>
/// The annotations of encrypted properties in an EF Core model. Their values are strings and numbers, so that migrations
/// snapshots and compiled models keep them.
/// </summary>
public static class FieldCryptAnnotationNames
{
    /// <summary>What all names start with.</summary>
    public const string Prefix = "FieldCrypt:";

    /// <summary>The table part of the logical name that ciphertexts are bound to (string).</summary>
    public const string Table = Prefix + "Table";

    /// <summary>The column part of the logical name (string); on every encrypted property of a finished model, and on no other.</summary>
    public const string Column = Prefix + "Column";

    /// <summary>The encryption context as text, pairs sorted by name (string).</summary>
    public const string Context = Prefix + "Context";

    /// <summary>Present, with the value <see langword="true"/>, where equality is answered from a blind index (bool).</summary>
    public const string Searchable = Prefix + "Searchable";

    /// <summary>The longest plaintext: characters of a string, elements of an array (int). The column itself holds envelopes, which are longer.</summary>
    public const string MaxLength = Prefix + "MaxLength";
}
