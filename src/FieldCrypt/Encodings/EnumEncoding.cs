using System.Runtime.CompilerServices;

namespace FieldCrypt;

/// <summary>An enum as its underlying integer, whether or not the number has a name.</summary>
internal sealed class EnumEncoding<TEnum, TUnderlying>(ValueEncoding<TUnderlying> underlying) : ValueEncoding<TEnum>(underlying.Kind)
    where TEnum : struct, Enum
    where TUnderlying : struct
{
    internal override int GetByteCount(TEnum value) => underlying.GetByteCount(Unsafe.BitCast<TEnum, TUnderlying>(value));

    internal override void Encode(TEnum value, Span<byte> destination)
        => underlying.Encode(Unsafe.BitCast<TEnum, TUnderlying>(value), destination);

    internal override bool TryDecode(ReadOnlySpan<byte> plaintext, out TEnum value)
    {
        bool decoded = underlying.TryDecode(plaintext, out TUnderlying number);
        value = Unsafe.BitCast<TUnderlying, TEnum>(number);
        return decoded;
    }
}
