using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>The column beside an encrypted one that holds its values' blind index. Immutable and thread-safe.</summary>
internal abstract class BlindIndexColumn(IProperty indexProperty, EncryptionContext context, RelationalTypeMapping mapping)
{
    /// <summary>The shadow property that is mapped to the column.</summary>
    public IProperty IndexProperty { get; } = indexProperty;

    /// <summary>The encryption context, which the index key must be of.</summary>
    public EncryptionContext Context { get; } = context;

    /// <summary>The plain mapping of the stored bytes.</summary>
    public RelationalTypeMapping Mapping { get; } = mapping;

    /// <summary>The mapping of a query's parameter or list element: takes plaintext, gives its index.</summary>
    public abstract RelationalTypeMapping ParameterMapping { get; }

    /// <summary>The index of a value that is not null, 16 bytes.</summary>
    public abstract byte[] Compute(object value, BlindIndexKey key);
}
