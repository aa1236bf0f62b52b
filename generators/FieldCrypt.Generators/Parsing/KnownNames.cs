namespace FieldCrypt.Generators.Parsing;

/// <summary>The metadata names of the types that are looked for.</summary>
internal static class KnownNames
{
    public const string Encrypted = "FieldCrypt.EncryptedAttribute";
    public const string EncryptedTable = "FieldCrypt.EncryptedTableAttribute";
    public const string EncryptionContext = "FieldCrypt.EncryptionContextAttribute";
    public const string OptionsExtension = "FieldCrypt.IFieldCryptOptionsExtension";
    public const string DbContext = "Microsoft.EntityFrameworkCore.DbContext";
    public const string Obsolete = "System.ObsoleteAttribute";
}
