using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// Encrypts what ExecuteUpdate sets: once per execution, so that all touched rows share envelope and data key. Refused
/// unless the context's options accept that. NULL never comes here.
/// </summary>
internal sealed class BulkUpdateEncryptor(IProperty property, EncryptedColumnWriter writer, KeyRing keyRing, bool allowsSharedEnvelope)
    : IEncryptedPropertyVisitor<ValueConverter>
{
    /// <inheritdoc/>
    public ValueConverter Visit<T, TStored>(EncryptedProperty<T, TStored> encrypted)
        where T : notnull
        where TStored : class
        => new ValueConverter<T, TStored>(value => (TStored)Encrypt(value), static stored => ReadBack<T>(stored));

    private object Encrypt(object value)
    {
        if (!allowsSharedEnvelope)
            throw Refuse();
        if (QueryExecutionKeys.Current?.FindSharedKey(writer.Context) is { } key)
            return writer.Encrypt(value, key);

        // Nobody prepared the execution, such as with a precompiled query.
        using RecordKey single = keyRing.CreateRecordKey(writer.Context);
        return writer.Encrypt(value, single);
    }

    private FieldCryptException Refuse()
    {
        var (table, column) = property.GetEncryptedName();
        return new FieldCryptException(FieldCryptError.QueryNotSupported,
            $"ExecuteUpdate sets the encrypted property {property.Display()}: every row would get the same envelope and share one data key. Load the rows and change them with SaveChanges, or accept that with UseFieldCrypt(services, o => o.AllowSharedEnvelopeInExecuteUpdate()).")
        { Column = $"{table}.{column}" };
    }

    private static T ReadBack<T>(object stored)
        => throw new InvalidOperationException($"A parameter of ExecuteUpdate ({stored.GetType().Name}) was to be read back.");
}
