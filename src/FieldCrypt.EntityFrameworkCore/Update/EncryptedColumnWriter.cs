using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>Turns the values of one mapped property into what its column stores. Immutable and thread-safe.</summary>
internal abstract class EncryptedColumnWriter(EncryptionContext context, RelationalTypeMapping mapping, BlindIndexColumn? index)
{
    /// <summary>The encryption context, which the record key must be of.</summary>
    public EncryptionContext Context { get; } = context;

    /// <summary>The plain mapping of the stored bytes or text, without a converter.</summary>
    public RelationalTypeMapping Mapping { get; } = mapping;

    /// <summary>The column of the property's blind index; null if it is not searchable.</summary>
    public BlindIndexColumn? Index { get; } = index;

    /// <summary>Encrypts a value that is not null.</summary>
    /// <exception cref="FieldCryptException">The value cannot be stored; nothing about it is in the message but its length.</exception>
    public abstract object Encrypt(object value, RecordKey key);
}

/// <summary>The writer of a property of one CLR type.</summary>
internal sealed class EncryptedColumnWriter<T>(EncryptedColumn<T> column, EncryptedStorage storage, int? maxLength, RelationalTypeMapping mapping, BlindIndexColumn? index)
    : EncryptedColumnWriter(column.Context, mapping, index)
    where T : notnull
{
    public override object Encrypt(object value, RecordKey key)
    {
        CheckLength(value);
        byte[] envelope = column.Encrypt((T)value, key);
        return storage == EncryptedStorage.Text ? EnvelopeText.Encode(envelope) : envelope;
    }

    private void CheckLength(object value)
    {
        int length = value switch
        {
            string text => text.Length,
            Array array => array.Length,
            _ => 0,
        };
        if (length > maxLength)
        {
            throw new FieldCryptException(FieldCryptError.ValueTooLarge,
                $"A value for {column.FullName} has {length} {(value is string ? "characters" : "elements")}; the property's MaxLength is {maxLength}. Nothing was written. Shorten the value or raise MaxLength.")
            { Column = column.FullName };
        }
    }
}
