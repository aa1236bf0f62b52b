using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// Converters of a query's parameters, which only go one way. Each is made once for its column: EF Core merges parameters
/// whose converters are the same object.
/// </summary>
internal sealed class ParameterConverters(IProperty property, MappedColumn column, KeyRing keyRing, int? maxLength, bool allowsSharedEnvelope)
{
    /// <summary>A value that is compared: gives its blind index.</summary>
    public ValueConverter Index<T>()
        where T : notnull
        => new ValueConverter<T, byte[]>(value => ComputeIndex(value), static index => ReadBack<T>(index));

    /// <summary>
    /// A value that ExecuteUpdate sets: encrypts it once per execution, so that all touched rows share envelope and data
    /// key. Refused unless the context's options accept that. NULL never comes here.
    /// </summary>
    public ValueConverter Bulk<T, TStored>()
        where T : notnull
        where TStored : class
        => new ValueConverter<T, TStored>(value => (TStored)EncryptShared(value), static stored => ReadBack<T>(stored));

    private byte[] ComputeIndex(object value)
    {
        if (QueryExecutionKeys.Current?.TryComputeIndex(column, value) is { } prepared)
            return prepared;

        // A synchronous query, or a precompiled one that nobody prepared.
        using MappingKeys keys = keyRing.HoldKeys(new KeyNeeds([], [column.Context]));
        return keys.TryComputeIndex(column, value)!;
    }

    private object EncryptShared(object value)
    {
        if (!allowsSharedEnvelope)
            throw RefuseSharedEnvelope();
        ValueLength.Check(column, maxLength, value);
        if (QueryExecutionKeys.Current?.TryEncryptShared(column, value) is { } prepared)
            return prepared;

        // Nobody prepared the execution, such as with a precompiled query.
        using MappingKeys keys = keyRing.HoldKeys(new KeyNeeds([column.Context], []));
        return keys.TryEncryptShared(column, value)!;
    }

    private FieldCryptException RefuseSharedEnvelope() => new(FieldCryptError.QueryNotSupported,
        $"ExecuteUpdate sets the encrypted property {property.Display()}: every row would get the same envelope and share one data key. Load the rows and change them with SaveChanges, or accept that with UseFieldCrypt(services, o => o.AllowSharedEnvelopeInExecuteUpdate()).")
    { Column = column.FullName };

    private static T ReadBack<T>(object stored)
        => throw new InvalidOperationException($"A query's parameter ({stored.GetType().Name}) was to be read back as {typeof(T).Name}.");
}
