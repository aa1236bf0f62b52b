using System;
using FieldCrypt;

namespace Shop;

public class Everything
{
    [Encrypted] public string String { get; set; } = "";
    [Encrypted] public byte[] Bytes { get; set; } = [];
    [Encrypted] public Uri? Uri { get; set; }
    [Encrypted] public bool Boolean { get; set; }
    [Encrypted] public char Char { get; set; }
    [Encrypted] public sbyte SByte { get; set; }
    [Encrypted] public byte Byte { get; set; }
    [Encrypted] public short Int16 { get; set; }
    [Encrypted] public ushort UInt16 { get; set; }
    [Encrypted] public int Int32 { get; set; }
    [Encrypted] public uint UInt32 { get; set; }
    [Encrypted] public long Int64 { get; set; }
    [Encrypted] public ulong UInt64 { get; set; }
    [Encrypted] public nint IntPtr { get; set; }
    [Encrypted] public nuint UIntPtr { get; set; }
    [Encrypted] public Int128 Int128 { get; set; }
    [Encrypted] public UInt128 UInt128 { get; set; }
    [Encrypted] public Half Half { get; set; }
    [Encrypted] public float Single { get; set; }
    [Encrypted] public double Double { get; set; }
    [Encrypted] public decimal Decimal { get; set; }
    [Encrypted] public Guid Guid { get; set; }
    [Encrypted] public DateTime DateTime { get; set; }
    [Encrypted] public DateTimeOffset DateTimeOffset { get; set; }
    [Encrypted] public DateOnly DateOnly { get; set; }
    [Encrypted] public TimeOnly TimeOnly { get; set; }
    [Encrypted] public TimeSpan TimeSpan { get; set; }
    [Encrypted] public DayOfWeek Enum { get; set; }
}

public class EverythingNullable
{
    [Encrypted] public string? String { get; set; }
    [Encrypted] public byte[]? Bytes { get; set; }
    [Encrypted] public int? Int32 { get; set; }
    [Encrypted] public Int128? Int128 { get; set; }
    [Encrypted] public decimal? Decimal { get; set; }
    [Encrypted] public Guid? Guid { get; set; }
    [Encrypted] public TimeOnly? TimeOnly { get; set; }
    [Encrypted] public DayOfWeek? Enum { get; set; }
}
