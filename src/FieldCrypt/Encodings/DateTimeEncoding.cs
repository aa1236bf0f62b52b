using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FieldCrypt;

/// <summary>
/// Ticks and kind, 9 bytes. A local time that occurs twice, when the clocks go back, has two values of the same ticks and
/// <see cref="DateTimeKind"/>: one of them also says that it stands for daylight saving time. That flag has a kind of its own here.
/// </summary>
/// <remarks>
/// No property tells the flag, and no constructor sets it; both calls that do, <see cref="System.DateTime.ToBinary"/> and
/// <see cref="System.DateTime.FromBinary"/>, convert a local time by the time zone of the machine, so that it changes from one
/// to another. So the 64 bits of the structure are taken as they are. What they mean is not promised by the type:
/// <see cref="CheckPlatform"/> and the checks in <see cref="TryDecode"/> refuse any other meaning.
/// </remarks>
internal sealed class DateTimeEncoding : ValueEncoding<DateTime>
{
    private const int Length = 9;
    private const int KindShift = 62;
    private const ulong TicksMask = (1UL << KindShift) - 1;

    /// <summary>A local time that occurs twice, in daylight saving time.</summary>
    private const int LocalDaylightSaving = 3;

    public DateTimeEncoding()
        : base(ValueKind.DateTime)
        => CheckPlatform();

    internal override int GetByteCount(DateTime value) => Length;

    internal override void Encode(DateTime value, Span<byte> destination)
    {
        ulong bits = Unsafe.BitCast<DateTime, ulong>(value);
        destination[0] = (byte)(bits >> KindShift);
        BinaryPrimitives.WriteUInt64BigEndian(destination[1..], bits & TicksMask);
    }

    internal override bool TryDecode(ReadOnlySpan<byte> plaintext, out DateTime value)
    {
        value = default;
        if (plaintext.Length != Length || plaintext[0] > LocalDaylightSaving)
            return false;
        ulong ticks = BinaryPrimitives.ReadUInt64BigEndian(plaintext[1..]);
        if (ticks > (ulong)DateTime.MaxValue.Ticks)
            return false;
        value = Unsafe.BitCast<ulong, DateTime>(((ulong)plaintext[0] << KindShift) | ticks);
        return true;
    }

    private static void CheckPlatform()
    {
        foreach (DateTimeKind kind in (ReadOnlySpan<DateTimeKind>)[DateTimeKind.Unspecified, DateTimeKind.Utc, DateTimeKind.Local])
        {
            var time = new DateTime(DateTime.MaxValue.Ticks, kind);
            if (Unsafe.BitCast<DateTime, ulong>(time) != (((ulong)kind << KindShift) | (ulong)time.Ticks))
                throw new PlatformNotSupportedException("DateTime has another layout on this platform.");
        }
    }
}
