using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>Turns the values of one mapped property into what its column stores, and back. Immutable and thread-safe.</summary>
internal abstract class EncryptedColumnWriter(EncryptionContext context, EncryptedStorage storage, RelationalTypeMapping mapping, BlindIndexColumn? index)
{
    /// <summary>How the column stores envelopes.</summary>
    public EncryptedStorage Storage { get; } = storage;

    /// <summary>How its plaintexts are encoded.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>The encryption context, which the record key must be of.</summary>
    public EncryptionContext Context { get; } = context;

    /// <summary>The plain mapping of the stored bytes or text, without a converter.</summary>
    public RelationalTypeMapping Mapping { get; } = mapping;

    /// <summary>The column of the property's blind index; null if it is not searchable.</summary>
    public BlindIndexColumn? Index { get; } = index;

    /// <summary>The mapping of a value that ExecuteUpdate sets: takes plaintext, gives its envelope.</summary>
    public RelationalTypeMapping BulkMapping { get; set; } = mapping;

    /// <summary>Encrypts a value that is not null.</summary>
    /// <exception cref="FieldCryptException">The value cannot be stored; nothing about it is in the message but its length.</exception>
    public abstract object Encrypt(object value, RecordKey key);

    /// <summary>As <see cref="Encrypt"/>, for a value that is stored already, whatever MaxLength says today.</summary>
    public abstract object EncryptAgain(object value, RecordKey key);

    /// <summary>Decrypts stored bytes.</summary>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public abstract ValueTask<object> DecryptAsync(KeyRing keyRing, ReadOnlyMemory<byte> envelope, CancellationToken cancellationToken);

    /// <summary>As <see cref="DecryptAsync"/>, to find out whether they were written for this property; null if they were not.</summary>
    public abstract ValueTask<object?> TryDecryptAsync(KeyRing keyRing, ReadOnlyMemory<byte> envelope, CancellationToken cancellationToken);
}

/// <summary>The writer of a property of one CLR type.</summary>
internal sealed class EncryptedColumnWriter<T>(EncryptedColumn<T> column, EncryptedStorage storage, int? maxLength, RelationalTypeMapping mapping, BlindIndexColumn? index)
    : EncryptedColumnWriter(column.Context, storage, mapping, index)
    where T : notnull
{
    public override ValueKind Kind => column.Kind;

    public override object Encrypt(object value, RecordKey key)
    {
        CheckLength(value);
        return EncryptAgain(value, key);
    }

    public override object EncryptAgain(object value, RecordKey key)
    {
        byte[] envelope = column.Encrypt((T)value, key);
        return Storage == EncryptedStorage.Text ? EnvelopeText.Encode(envelope) : envelope;
    }

    public override async ValueTask<object> DecryptAsync(KeyRing keyRing, ReadOnlyMemory<byte> envelope, CancellationToken cancellationToken)
        => await keyRing.DecryptAsync(column, envelope, cancellationToken).ConfigureAwait(false);

    public override async ValueTask<object?> TryDecryptAsync(KeyRing keyRing, ReadOnlyMemory<byte> envelope, CancellationToken cancellationToken)
    {
        if (StoredEnvelope.TryParse(envelope, out StoredEnvelope stored) is not null)
            return null;
        while (true)
        {
            try
            {
                OpenedKey key = await keyRing.OpenAsync(stored, cancellationToken).ConfigureAwait(false);
                if (column.TryDecrypt(stored.Parts, key, out T value))
                    return value;
            }
            catch (FieldCryptException exception) when (!exception.IsTransient)
            {
                return null;
            }
        }
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
