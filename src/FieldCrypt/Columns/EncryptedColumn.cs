using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FieldCrypt;

/// <summary>
/// One encrypted column: its logical name, encryption context and encoding. Turns values into envelopes and back.
/// Immutable and thread-safe.
/// </summary>
/// <typeparam name="T">The CLR type of its values.</typeparam>
public sealed class EncryptedColumn<T>
{
    private const int StackLimit = 512;

    private readonly ValueEncoding<T> _encoding;
    private readonly byte[] _aadBehindHeader;
    private readonly byte[] _hierarchicalAad;
    private readonly byte[] _directAad;

    /// <summary>Describes a column.</summary>
    /// <param name="table">The logical table name, 1 to 128 characters.</param>
    /// <param name="column">The logical column name, 1 to 256 characters.</param>
    /// <param name="context">The encryption context.</param>
    /// <param name="encoding">The encoding of its values.</param>
    /// <param name="padTo">The plaintext is padded to a multiple of this many bytes; 0 for no padding, at most 4,096.</param>
    public EncryptedColumn(string table, string column, EncryptionContext context, ValueEncoding<T> encoding, int padTo = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        ArgumentException.ThrowIfNullOrEmpty(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(table.Length, 128, nameof(table));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(column.Length, 256, nameof(column));
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentOutOfRangeException.ThrowIfNegative(padTo);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(padTo, 4096);

        Table = table;
        Column = column;
        FullName = $"{table}.{column}";
        Context = context;
        PadTo = padTo;
        _encoding = encoding;
        _aadBehindHeader = WriteAad(table, column, context);
        _hierarchicalAad = Aad(Header(EnvelopeSuite.Hierarchical));
        _directAad = Aad(Header(EnvelopeSuite.Direct));
    }

    /// <summary>The logical table name.</summary>
    public string Table { get; }

    /// <summary>The logical column name.</summary>
    public string Column { get; }

    /// <summary>The logical name as <c>Table.Column</c>.</summary>
    public string FullName { get; }

    /// <summary>The encryption context.</summary>
    public EncryptionContext Context { get; }

    /// <summary>The multiple of bytes that plaintexts are padded to; 0 for none.</summary>
    public int PadTo { get; }

    /// <summary>How plaintexts are encoded.</summary>
    internal ValueKind Kind => _encoding.Kind;

    /// <summary>Encrypts a value.</summary>
    /// <param name="value">The value; not null.</param>
    /// <param name="key">The record's key, of this column's context.</param>
    /// <returns>The envelope.</returns>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.ValueTooLarge"/> above 16 MiB; <see cref="FieldCryptError.ValueNotSupported"/> if the
    /// value has no exact encoding; <see cref="FieldCryptError.InvalidArgument"/> if the key is of another context.
    /// </exception>
    public byte[] Encrypt(T value, RecordKey key)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(key);
        if (!ReferenceEquals(key.Context, Context) && !key.Context.Equals(Context))
        {
            throw new FieldCryptException(FieldCryptError.InvalidArgument,
                $"A record key of context \"{key.Context}\" cannot encrypt {FullName}, whose context is \"{Context}\". Make one key per record and context.")
            { Column = FullName };
        }

        int length = CountBytes(value);
        int padded = PadTo == 0 ? length : checked((length / PadTo + 1) * PadTo);
        if (padded > EnvelopeFormat.MaximumPlaintextLength)
            throw EnvelopeErrors.ValueTooLarge(FullName, padded);

        byte[]? rented = padded > StackLimit ? ArrayPool<byte>.Shared.Rent(padded) : null;
        Span<byte> plaintext = rented is null ? stackalloc byte[StackLimit] : rented;
        plaintext = plaintext[..padded];
        try
        {
            _encoding.Encode(value, plaintext[..length]);
            if (padded > length)
            {
                plaintext[length] = 0x80;
                plaintext[(length + 1)..].Clear();
            }

            byte[] aad = key.Suite == EnvelopeSuite.Hierarchical ? _hierarchicalAad : _directAad;
            byte[] envelope = new byte[EnvelopeFormat.HeaderLength + key.PrefixLength + EnvelopeFormat.NonceLength + padded + EnvelopeFormat.TagLength];
            aad.AsSpan(0, EnvelopeFormat.HeaderLength).CopyTo(envelope);
            key.Encrypt(plaintext, aad, envelope.AsSpan(EnvelopeFormat.HeaderLength));
            return envelope;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Decrypts an envelope with an opened key; <see langword="false"/> if the key's lease ended meanwhile.</summary>
    internal bool TryDecrypt(in Envelope envelope, OpenedKey key, out T value)
    {
        if (envelope.Kind != _encoding.Kind)
            throw EnvelopeErrors.TypeMismatch(FullName, _encoding.Kind, envelope.Kind);
        if (!ReferenceEquals(key.Context, Context) && !key.Context.Equals(Context))
            throw EnvelopeErrors.ContextMismatch(FullName, Context, key.Context, envelope.KeyId);

        int length = envelope.Ciphertext.Length;
        byte[]? rented = length > StackLimit ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> plaintext = rented is null ? stackalloc byte[StackLimit] : rented;
        plaintext = plaintext[..length];
        try
        {
            switch (key.Decrypt(envelope, AadOf(envelope), plaintext))
            {
                case DecryptionResult.KeyClosed:
                    value = default!;
                    return false;
                case DecryptionResult.CommitmentMismatch:
                    throw EnvelopeErrors.CommitmentMismatch(FullName, envelope.KeyId);
                case DecryptionResult.KeyIdMismatch:
                    throw EnvelopeErrors.KeyNotOpened(FullName, EnvelopeErrors.MalformedSection(envelope.KeyId));
                case DecryptionResult.AuthenticationFailed:
                    throw EnvelopeErrors.AuthenticationFailed(FullName, envelope.KeyId);
                default:
                    value = Decode(envelope, plaintext);
                    return true;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private T Decode(in Envelope envelope, ReadOnlySpan<byte> plaintext)
    {
        if (envelope.IsPadded)
        {
            int end = plaintext.LastIndexOfAnyExcept((byte)0);
            if (end < 0 || plaintext[end] != 0x80)
                throw EnvelopeErrors.Malformed(FullName, _encoding.Kind, envelope.KeyId);
            plaintext = plaintext[..end];
        }

        return _encoding.TryDecode(plaintext, out T value) ? value : throw EnvelopeErrors.Malformed(FullName, _encoding.Kind, envelope.KeyId);
    }

    private int CountBytes(T value)
    {
        try
        {
            return _encoding.GetByteCount(value);
        }
        catch (UnencodableValueException exception)
        {
            throw EnvelopeErrors.ValueNotSupported(FullName, exception.Message);
        }
    }

    private byte[] AadOf(in Envelope envelope)
    {
        byte[] usual = envelope.Suite == EnvelopeSuite.Hierarchical ? _hierarchicalAad : _directAad;
        // Written before PadTo was set or removed: other flags, same meaning.
        return envelope.Header.SequenceEqual(usual.AsSpan(0, EnvelopeFormat.HeaderLength)) ? usual : Aad(envelope.Header);
    }

    private byte[] Aad(ReadOnlySpan<byte> header) => [.. header, .. _aadBehindHeader];

    private byte[] Header(EnvelopeSuite suite) =>
    [
        EnvelopeFormat.Magic0,
        EnvelopeFormat.Magic1,
        EnvelopeFormat.VersionAndSuite(suite),
        (byte)((byte)_encoding.Kind | (PadTo > 0 ? EnvelopeFormat.PaddedFlag : 0)),
    ];

    /// <summary>Canonical context, then table and column, each behind its length (16 bits, big-endian) in UTF-8.</summary>
    private static byte[] WriteAad(string table, string column, EncryptionContext context)
    {
        byte[] tableBytes = Encoding.UTF8.GetBytes(table);
        byte[] columnBytes = Encoding.UTF8.GetBytes(column);
        byte[] aad = new byte[2 + context.CanonicalBytes.Length + 2 + tableBytes.Length + 2 + columnBytes.Length];
        Span<byte> rest = aad;
        Append(context.CanonicalBytes, ref rest);
        Append(tableBytes, ref rest);
        Append(columnBytes, ref rest);
        return aad;

        static void Append(ReadOnlySpan<byte> bytes, ref Span<byte> rest)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)bytes.Length);
            bytes.CopyTo(rest[2..]);
            rest = rest[(2 + bytes.Length)..];
        }
    }
}
