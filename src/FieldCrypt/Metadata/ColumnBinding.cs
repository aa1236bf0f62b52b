namespace FieldCrypt;

/// <summary>
/// What the text <c>keyRing/Table/Column</c>, with <c>/Context</c> where that is an owner's, stands for, which ties a converter to its key ring and column: a compiled
/// EF Core model can print a text, not an object. Immutable.
/// </summary>
internal sealed class ColumnBinding<T>(string text, KeyRing keyRing, EncryptedColumn<T> column)
{
    public string Text { get; } = text;

    public KeyRing KeyRing { get; } = keyRing;

    public EncryptedColumn<T> Column { get; } = column;
}

/// <summary>Writes and reads the text of a binding.</summary>
internal static class ColumnBinding
{
    /// <param name="keyRing">The key ring's name.</param>
    /// <param name="table">The logical table.</param>
    /// <param name="column">The logical column.</param>
    /// <param name="context">The encryption context where it is not the property's own; else null.</param>
    public static string Create(string keyRing, string table, string column, EncryptionContext? context = null)
        => context is null ? $"{keyRing}/{table}/{column}" : $"{keyRing}/{table}/{column}/{context}";

    public static (string KeyRing, string Table, string Column, EncryptionContext? Context) Parse(string binding)
    {
        string[] parts = binding.Split('/', 4);
        return parts.Length >= 3
            ? (parts[0], parts[1], parts[2], parts.Length == 4 ? EncryptionContext.Parse(parts[3]) : null)
            : throw new FieldCryptException(FieldCryptError.InvalidArgument, $"\"{binding}\" is no column binding; it must be keyRing/Table/Column or keyRing/Table/Column/Context.");
    }
}
