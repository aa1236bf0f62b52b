namespace FieldCrypt;

/// <summary>The exact encoding of a CLR type as plaintext bytes. Stateless and thread-safe; see <see cref="ValueEncodings"/>.</summary>
/// <typeparam name="T">The CLR type.</typeparam>
public abstract class ValueEncoding<T>
{
    private protected ValueEncoding(ValueKind kind) => Kind = kind;

    /// <summary>The encoding's code, which stands in the envelope.</summary>
    public ValueKind Kind { get; }

    /// <summary>The length of a value's encoding in bytes; throws <see cref="UnencodableValueException"/> for a value without one.</summary>
    internal abstract int GetByteCount(T value);

    /// <summary>Writes exactly the bytes that <see cref="GetByteCount"/> counted.</summary>
    internal abstract void Encode(T value, Span<byte> destination);

    /// <summary>Reads a value; <see langword="false"/> if the bytes are none.</summary>
    internal abstract bool TryDecode(ReadOnlySpan<byte> plaintext, out T value);
}
