namespace FieldCrypt.Mapping;

/// <summary>The column of a property of one CLR type.</summary>
internal sealed class MappedColumn<T>(EncryptedProperty property, EncryptedColumn<T> column, ValueEncoding<T> encoding)
    : MappedColumn(column.Table, column.Column, column.Context, property.Storage)
    where T : notnull
{
    private readonly BlindIndex<T>? _index = property.Searchable ? new BlindIndex<T>(column, encoding) : null;

    public override ValueKind Kind => encoding.Kind;

    public override string BindingTo(KeyRing keyRing)
        => ColumnBinding.Create(keyRing.Name, Table, Column, Context.Equals(property.Context) ? null : Context);

    public override async ValueTask<object> DecryptAsync(KeyRing keyRing, object stored, CancellationToken cancellationToken = default)
        => await keyRing.DecryptAsync(column, BytesOf(stored), cancellationToken).ConfigureAwait(false);

    public override object Decrypt(KeyRing keyRing, object stored) => keyRing.Decrypt(column, BytesOf(stored));

    public override async ValueTask<object?> TryDecryptAsync(KeyRing keyRing, object stored, CancellationToken cancellationToken = default)
    {
        if (StoredEnvelope.TryParse(BytesOf(stored), out StoredEnvelope envelope) is not null)
            return null;
        while (true)
        {
            try
            {
                OpenedKey key = await keyRing.OpenAsync(envelope, cancellationToken, column.Context).ConfigureAwait(false);
                if (column.TryDecrypt(envelope.Parts, key, out T value))
                    return value;
            }
            catch (FieldCryptException exception) when (!exception.IsTransient)
            {
                return null;
            }
        }
    }

    internal override object Encrypt(object value, RecordKey key)
    {
        byte[] envelope = column.Encrypt((T)value, key);
        return Storage == EncryptedStorage.Text ? EnvelopeText.Encode(envelope) : envelope;
    }

    internal override byte[] ComputeIndex(object value, BlindIndexKey key)
        => (_index ?? throw new InvalidOperationException($"{FullName} is not searchable.")).Compute((T)value, key);

    private ReadOnlyMemory<byte> BytesOf(object stored) => EnvelopeLayout.BytesOf(stored, Storage);
}
