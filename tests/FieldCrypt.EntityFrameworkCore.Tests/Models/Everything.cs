namespace FieldCrypt.EntityFrameworkCore.Tests.Models;

public enum Colour : short
{
    Red = -1,
    Green = 0,
    Blue = short.MaxValue,
}

/// <summary>One column per supported CLR type, and a nullable one of each kind.</summary>
[EncryptionContext("Department=types")]
public class Everything
{
    public int Id { get; set; }

    [Encrypted] public string String { get; set; } = "";
    [Encrypted] public byte[] Bytes { get; set; } = [];
    [Encrypted] public bool Bool { get; set; }
    [Encrypted] public char Char { get; set; }
    [Encrypted] public sbyte SByte { get; set; }
    [Encrypted] public byte Byte { get; set; }
    [Encrypted] public short Short { get; set; }
    [Encrypted] public ushort UShort { get; set; }
    [Encrypted] public int Int { get; set; }
    [Encrypted] public uint UInt { get; set; }
    [Encrypted] public long Long { get; set; }
    [Encrypted] public ulong ULong { get; set; }
    [Encrypted] public Int128 Int128 { get; set; }
    [Encrypted] public UInt128 UInt128 { get; set; }
    [Encrypted] public Half Half { get; set; }
    [Encrypted] public float Float { get; set; }
    [Encrypted] public double Double { get; set; }
    [Encrypted] public decimal Decimal { get; set; }
    [Encrypted] public Guid Guid { get; set; }
    [Encrypted] public DateTime DateTime { get; set; }
    [Encrypted] public DateTimeOffset DateTimeOffset { get; set; }
    [Encrypted] public DateOnly DateOnly { get; set; }
    [Encrypted] public TimeOnly TimeOnly { get; set; }
    [Encrypted] public TimeSpan TimeSpan { get; set; }
    [Encrypted] public Colour Enum { get; set; }
    [Encrypted] public Uri Uri { get; set; } = new("https://example.org/");
    [Encrypted] public string? NullableString { get; set; }
    [Encrypted] public byte[]? NullableBytes { get; set; }
    [Encrypted] public int? NullableInt { get; set; }
    [Encrypted] public decimal? NullableDecimal { get; set; }
    [Encrypted] public Colour? NullableEnum { get; set; }
    [Encrypted] public Int128? NullableInt128 { get; set; }
    [Encrypted(Storage = EncryptedStorage.Text)] public DateTimeOffset? Text { get; set; }
    [Encrypted(PadTo = 32)] public string? Padded { get; set; }
}

public class EverythingContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Everything> Everything => Set<Everything>();
}
