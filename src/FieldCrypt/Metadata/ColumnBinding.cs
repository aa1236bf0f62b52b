namespace FieldCrypt;

/// <summary>
/// What the text <c>keyRing/Table/Column</c> stands for, which ties a converter to its key ring and column: a compiled
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
    public static string Create(string keyRing, string table, string column) => $"{keyRing}/{table}/{column}";

    public static (string KeyRing, string Table, string Column) Parse(string binding)
    {
        string[] parts = binding.Split('/');
        return parts.Length == 3
            ? (parts[0], parts[1], parts[2])
            : throw new FieldCryptException(FieldCryptError.InvalidArgument, $"\"{binding}\" is no column binding; it must be keyRing/Table/Column.");
    }
}
