using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>How one encrypted property is mapped: its column, and EF Core's view of what the column stores. Immutable and thread-safe.</summary>
/// <param name="column">Encrypts and decrypts.</param>
/// <param name="maxLength">The longest plaintext, characters or elements; null for no limit.</param>
/// <param name="mapping">The plain mapping of the stored bytes or text, without a converter.</param>
/// <param name="bulkMapping">The mapping of a value that ExecuteUpdate sets: takes plaintext, gives its envelope.</param>
/// <param name="index">The column of the property's blind index; null if it is not searchable.</param>
internal sealed class EncryptedMapping(MappedColumn column, int? maxLength, RelationalTypeMapping mapping, RelationalTypeMapping bulkMapping, BlindIndexColumn? index)
{
    public MappedColumn Column => column;

    public RelationalTypeMapping Mapping => mapping;

    public RelationalTypeMapping BulkMapping => bulkMapping;

    public BlindIndexColumn? Index => index;

    /// <summary>Refuses a value that is longer than MaxLength. What is stored already may be.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ValueTooLarge"/>; nothing about the value is in the message but its length.</exception>
    public void CheckLength(object value) => ValueLength.Check(column, maxLength, value);
}
