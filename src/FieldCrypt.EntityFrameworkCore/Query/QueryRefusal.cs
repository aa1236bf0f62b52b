using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>The messages about queries that ciphertext cannot answer, in one place.</summary>
internal static class QueryRefusal
{
    public static FieldCryptException Of(IReadOnlyProperty property, EncryptedUse use)
    {
        var (table, column) = property.GetEncryptedName();
        return new FieldCryptException(FieldCryptError.QueryNotSupported,
            $"The query uses the encrypted property {property.Display()} {use.What}, which ciphertext cannot answer. {use.Instead}.")
        { Column = $"{table}.{column}" };
    }
}
