using System.Buffers;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// The blind index of one encrypted column: equal values have equal indexes, and without the key an index tells nothing
/// else. Upper and lower case differ, as do different Unicode forms. Immutable and thread-safe.
/// </summary>
/// <typeparam name="T">The CLR type of the column's values.</typeparam>
internal sealed class BlindIndex<T>
{
    private const int StackLimit = 512;

    private readonly EncryptedColumn<T> _column;
    private readonly ValueEncoding<T> _encoding;
    private readonly Func<T, T>? _canonicalize;
    private readonly byte[] _prefix;

    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.ModelNotSupported"/>: equal values of the type can have different encodings.
    /// </exception>
    public BlindIndex(EncryptedColumn<T> column, ValueEncoding<T> encoding)
    {
        if (!CanonicalValue.Exists(encoding.Kind))
        {
            throw new FieldCryptException(FieldCryptError.ModelNotSupported,
                $"{column.FullName} cannot be Searchable: equal values of type {typeof(T).Name} can differ in their bytes. Remove Searchable, or keep the value as another type.")
            { Column = column.FullName };
        }

        _column = column;
        _encoding = encoding;
        _canonicalize = CanonicalValue.Of<T>();
        _prefix = BlindIndexFormat.Prefix(column.Context, column.Table, column.Column, encoding.Kind);
    }

    /// <summary>The index of a value, 16 bytes.</summary>
    /// <param name="value">The value; not null.</param>
    /// <param name="key">The index key of the column's context, held by the caller.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ValueNotSupported"/>: the value has no exact encoding.</exception>
    public byte[] Compute(T value, BlindIndexKey key)
    {
        if (_canonicalize is not null)
            value = _canonicalize(value);
        int length = _prefix.Length + CountBytes(value);
        byte[]? rented = length > StackLimit ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> input = rented is null ? stackalloc byte[StackLimit] : rented;
        input = input[..length];
        try
        {
            _prefix.CopyTo(input);
            _encoding.Encode(value, input[_prefix.Length..]);
            return key.Compute(input);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private int CountBytes(T value)
    {
        try
        {
            return _encoding.GetByteCount(value);
        }
        catch (UnencodableValueException exception)
        {
            throw EnvelopeErrors.ValueNotSupported(_column.FullName, exception.Message);
        }
    }
}
