namespace FieldCrypt.EntityFrameworkCore;

/// <summary>
/// A branch key as it lies in the application's database: wrapped, never in clear. Mapped by
/// <c>modelBuilder.UseFieldCryptBranchKeys()</c> and used by FieldCrypt alone; not sealed, so that proxies may derive.
/// </summary>
public class BranchKeyEntity
{
    /// <summary>The id as it stands in envelopes, its 8 bytes as a big-endian number in two's complement; the primary key.</summary>
    public long Id { get; set; }

    /// <summary>SHA-256 of the encryption context in its canonical form, 32 bytes; names the row's set.</summary>
    public byte[] ContextHash { get; set; } = [];

    /// <summary>What the key is for.</summary>
    public BranchKeyPurpose Purpose { get; set; }

    /// <summary>1 for a context's first key of this purpose, then one more with each rotation.</summary>
    public int Generation { get; set; }

    /// <summary>The encryption context as text.</summary>
    public string Context { get; set; } = "";

    /// <summary>When the key was made, in milliseconds since 1970-01-01 UTC.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Whether the key may be used.</summary>
    public BranchKeyState State { get; set; }

    /// <summary>The wrapped keys as docs/format.md encodes them; null once destroyed.</summary>
    public byte[]? WrappedKeys { get; set; }

    /// <summary>How many records were written under the key at most, over all processes.</summary>
    public long Uses { get; set; }

    /// <summary>Rises with each change but that of <see cref="Uses"/>.</summary>
    public int Revision { get; set; }
}
