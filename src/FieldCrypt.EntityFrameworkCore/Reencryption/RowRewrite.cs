namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>What is to be done with one stored row.</summary>
/// <param name="Key">Its primary key, as read.</param>
internal sealed record RowRewrite(object[] Key)
{
    /// <summary>The values to rewrite; none if nothing is due.</summary>
    public List<CellRewrite> Cells { get; } = [];

    /// <summary>The values that cannot be read.</summary>
    public List<(StoredColumn Column, FieldCryptException Exception)> Failures { get; } = [];
}

/// <summary>One stored value, and what takes its place.</summary>
/// <param name="Column">The column.</param>
/// <param name="Context">The encryption context.</param>
/// <param name="Old">As read.</param>
/// <param name="New">As to be written.</param>
internal sealed record CellRewrite(StoredColumn Column, EncryptionContext Context, object Old, object New);
