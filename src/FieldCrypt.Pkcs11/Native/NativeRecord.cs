using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// Lays out a C structure of CK_ULONG and pointer members. PKCS#11 packs structures to one byte on Windows, where
/// CK_ULONG has 4 bytes; elsewhere CK_ULONG is as long as a pointer. Either way the members follow without a gap.
/// </summary>
internal ref struct NativeRecord(Span<byte> bytes)
{
    public static readonly int ULongSize = Unsafe.SizeOf<CULong>();

    private readonly Span<byte> _bytes = bytes;

    public int Length { get; private set; }

    public void Add(ulong value)
    {
        var native = new CULong(checked((nuint)value));
        MemoryMarshal.Write(_bytes[Length..], in native);
        Length += ULongSize;
    }

    public unsafe void Add(void* pointer)
    {
        var native = (nint)pointer;
        MemoryMarshal.Write(_bytes[Length..], in native);
        Length += IntPtr.Size;
    }
}
