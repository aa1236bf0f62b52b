namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>A row as read.</summary>
/// <param name="Key">The primary key.</param>
/// <param name="Values">The encrypted columns; null for NULL.</param>
internal sealed record StoredRow(object[] Key, object?[] Values);
