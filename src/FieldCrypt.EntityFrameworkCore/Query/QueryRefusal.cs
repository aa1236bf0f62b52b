using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>The messages about queries that ciphertext cannot answer, in one place.</summary>
internal static class QueryRefusal
{
    public static FieldCryptException Of(IReadOnlyProperty property, EncryptedUse use) => Of(property,
        $"The query uses the encrypted property {property.Display()} {use.What}, which ciphertext cannot answer. {use.Instead}.");

    public static FieldCryptException SharedEnvelope(IReadOnlyProperty property) => Of(property,
        $"ExecuteUpdate sets the encrypted property {property.Display()}: every row would get the same envelope and share one data key. Load the rows and change them with SaveChanges, or accept that with UseFieldCrypt(services, o => o.AllowSharedEnvelopeInExecuteUpdate()).");

    private static FieldCryptException Of(IReadOnlyProperty property, string message)
    {
        var (table, column) = property.GetEncryptedName();
        return new FieldCryptException(FieldCryptError.QueryNotSupported, message) { Column = $"{table}.{column}" };
    }
}
