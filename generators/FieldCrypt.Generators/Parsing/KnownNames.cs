namespace FieldCrypt.Generators.Parsing;

/// <summary>The metadata names of the attributes that are read.</summary>
internal static class KnownNames
{
    public const string Encrypted = "FieldCrypt.EncryptedAttribute";
    public const string EncryptedTable = "FieldCrypt.EncryptedTableAttribute";
    public const string EncryptionContext = "FieldCrypt.EncryptionContextAttribute";
}
