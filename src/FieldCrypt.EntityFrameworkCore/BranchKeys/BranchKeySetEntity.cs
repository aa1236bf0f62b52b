namespace FieldCrypt.EntityFrameworkCore;

/// <summary>
/// A row of the table <c>FieldCryptBranchKeySets</c>: what authenticates the branch keys of one encryption context. Mapped by
/// <c>modelBuilder.UseFieldCryptBranchKeys()</c> and used by FieldCrypt alone; not sealed, so that proxies may derive.
/// </summary>
public class BranchKeySetEntity
{
    /// <summary>SHA-256 of the encryption context in its canonical form, 32 bytes; the primary key.</summary>
    public byte[] ContextHash { get; set; } = [];

    /// <summary>The encryption context as text.</summary>
    public string Context { get; set; } = "";

    /// <summary>Rises with each change.</summary>
    public long Revision { get; set; }

    /// <summary>The members as docs/format.md lays them out, 50 bytes each.</summary>
    public byte[] Members { get; set; } = [];

    /// <summary>HMAC-SHA-256 over context, revision and members, 32 bytes.</summary>
    public byte[] Mac { get; set; } = [];

    /// <summary>The MAC's key, wrapped, as docs/format.md encodes wrapped keys.</summary>
    public byte[] WrappedKeys { get; set; } = [];
}
