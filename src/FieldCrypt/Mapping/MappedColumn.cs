namespace FieldCrypt.Mapping;

/// <summary>
/// One column (attribute, field) that a mapper stores an encrypted property in, with the CLR type taken off: values are
/// objects. Its values are encrypted by a <see cref="RecordWriter"/>. Immutable and thread-safe.
/// </summary>
public abstract class MappedColumn
{
    /// <summary>The length of a blind index, bytes.</summary>
    public const int IndexLength = BlindIndexFormat.Length;

    private protected MappedColumn(string table, string column, EncryptionContext context, EncryptedStorage storage)
    {
        Table = table;
        Column = column;
        Context = context;
        Storage = storage;
    }

    /// <summary>The logical table name.</summary>
    public string Table { get; }

    /// <summary>The logical column name.</summary>
    public string Column { get; }

    /// <summary>The logical name as <c>Table.Column</c>.</summary>
    public string FullName => $"{Table}.{Column}";

    /// <summary>The encryption context.</summary>
    public EncryptionContext Context { get; }

    /// <summary>How envelopes are stored: <c>byte[]</c> or base64url <see cref="string"/>.</summary>
    public EncryptedStorage Storage { get; }

    /// <summary>How plaintexts are encoded.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>Describes the column that a mapper stores a property in.</summary>
    /// <param name="property">The property.</param>
    /// <param name="table">The logical table name, 1 to 128 characters without '/'.</param>
    /// <param name="column">The logical column name, 1 to 256 characters without '/'.</param>
    /// <param name="context">The encryption context: the property's own, or what <see cref="EncryptedProperty.ContextIn"/> gives.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.ModelNotSupported"/>: the property is searchable and its type has no form that equal values share.
    /// </exception>
    public static MappedColumn Create(EncryptedProperty property, string table, string column, EncryptionContext context)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.Accept(new Factory(table, column, context));
    }

    /// <summary>
    /// The text that a generated converter takes, which ties it to this column under a key ring; a constant, so that a
    /// compiled model can hold it.
    /// </summary>
    /// <param name="keyRing">The key ring.</param>
    public abstract string BindingTo(KeyRing keyRing);

    /// <summary>Decrypts a stored value, opening its key where that is not open.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="stored">What the column holds: <c>byte[]</c> or <see cref="string"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public abstract ValueTask<object> DecryptAsync(KeyRing keyRing, object stored, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="DecryptAsync"/>, blocking the thread while the key is opened where it is not open: for synchronous APIs.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="stored">What the column holds: <c>byte[]</c> or <see cref="string"/>.</param>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public abstract object Decrypt(KeyRing keyRing, object stored);

    /// <summary>
    /// As <see cref="DecryptAsync"/>, to find out whether a stored value was written for this column; <see langword="null"/>
    /// if it was not. Such a failure is not counted as a failed decryption.
    /// </summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="stored">What the column holds: <c>byte[]</c> or <see cref="string"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">The key cannot be had for the moment (<see cref="FieldCryptException.IsTransient"/>).</exception>
    public abstract ValueTask<object?> TryDecryptAsync(KeyRing keyRing, object stored, CancellationToken cancellationToken = default);

    /// <summary>The logical name.</summary>
    public override string ToString() => FullName;

    internal abstract object Encrypt(object value, RecordKey key);

    internal abstract byte[] ComputeIndex(object value, BlindIndexKey key);

    private sealed class Factory(string table, string column, EncryptionContext context) : IEncryptedPropertyVisitor<MappedColumn>
    {
        public MappedColumn Visit<T, TStored>(EncryptedProperty<T, TStored> property)
            where T : notnull
            where TStored : class
            => new MappedColumn<T>(property, property.CreateColumn(table, column, context), property.Encoding);
    }
}
