namespace FieldCrypt.EntityFrameworkCore;

/// <summary>Stored values of one property that could not be read for one reason, and were left as they are. No data.</summary>
/// <param name="Table">The table, with its schema where it has one.</param>
/// <param name="Property">Entity type and property.</param>
/// <param name="Error">Why they could not be read.</param>
/// <param name="KeyId">The branch key or key-encryption key concerned; <see langword="null"/> where none is, or there were a hundred others before.</param>
/// <param name="Values">How many.</param>
public sealed record ReencryptFailure(string Table, string Property, FieldCryptError Error, string? KeyId, long Values);
