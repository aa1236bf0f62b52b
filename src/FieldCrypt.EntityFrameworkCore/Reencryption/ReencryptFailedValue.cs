namespace FieldCrypt.EntityFrameworkCore;

/// <summary>One stored value that could not be read, and was left as it is. No plaintext.</summary>
/// <param name="Table">The table, with its schema where it has one.</param>
/// <param name="Property">Entity type and property.</param>
/// <param name="PrimaryKey">The row's primary key, column by column, as the database provider returns it.</param>
/// <param name="Exception">Why it could not be read.</param>
public sealed record ReencryptFailedValue(string Table, string Property, IReadOnlyList<object> PrimaryKey, FieldCryptException Exception);
