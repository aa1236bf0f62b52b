using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>All that a value holds, as text: what == leaves out tells two values apart too.</summary>
public static class ExactBits
{
    public static string Of<T>(T value) => value switch
    {
        string text => Convert.ToHexString(MemoryMarshal.AsBytes(text.AsSpan())),
        byte[] bytes => Convert.ToHexString(bytes),
        Uri uri => $"{uri.GetType()} {uri.IsAbsoluteUri} {uri.UserEscaped} {uri.OriginalString} {(uri.IsAbsoluteUri ? uri.AbsoluteUri : "")}",
        DateTimeOffset time => $"{time.UtcTicks} {time.Offset.Ticks}", // the structure has unused bytes
        _ => OfStructure(value),
    };

    private static string OfStructure<T>(T value)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            throw new NotSupportedException($"say how the bits of {typeof(T)} are compared");
        ref byte first = ref Unsafe.As<T, byte>(ref value);
        return Convert.ToHexString(MemoryMarshal.CreateReadOnlySpan(ref first, Unsafe.SizeOf<T>()));
    }
}
