using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>The column beside an encrypted one that holds its values' blind index. Immutable and thread-safe.</summary>
/// <param name="IndexProperty">The shadow property that is mapped to the column.</param>
/// <param name="Context">The encryption context, which the index key must be of.</param>
/// <param name="Mapping">The plain mapping of the stored bytes.</param>
/// <param name="ParameterMapping">The mapping of a query's parameter or list element: takes plaintext, gives its index.</param>
internal sealed record BlindIndexColumn(IProperty IndexProperty, EncryptionContext Context, RelationalTypeMapping Mapping, RelationalTypeMapping ParameterMapping);
