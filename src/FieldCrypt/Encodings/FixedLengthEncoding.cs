namespace FieldCrypt;

/// <summary>The encoding of a type whose values all have the same length.</summary>
internal sealed class FixedLengthEncoding<T>(ValueKind kind, int length, FixedLengthEncoding<T>.Writer write, FixedLengthEncoding<T>.Reader read)
    : ValueEncoding<T>(kind)
{
    internal delegate void Writer(Span<byte> destination, T value);

    /// <summary>Reads a value from exactly the encoding's length; false if out of the type's range.</summary>
    internal delegate bool Reader(ReadOnlySpan<byte> source, out T value);

    internal override int GetByteCount(T value) => length;

    internal override void Encode(T value, Span<byte> destination) => write(destination, value);

    internal override bool TryDecode(ReadOnlySpan<byte> plaintext, out T value)
    {
        if (plaintext.Length == length && read(plaintext, out value))
            return true;
        value = default!;
        return false;
    }
}
