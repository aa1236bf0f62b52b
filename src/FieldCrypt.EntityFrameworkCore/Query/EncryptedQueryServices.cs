using System.Runtime.CompilerServices;
using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>What rewriting a query needs; makes the type mappings of what ExecuteUpdate sets, each once. Thread-safe.</summary>
internal sealed class EncryptedQueryServices(
    KeyRing keyRing,
    bool allowsSharedEnvelope,
    EncryptedColumnWriters writers,
    BlindIndexColumns indexes,
    IRelationalTypeMappingSource mappings)
{
    private readonly ConditionalWeakTable<IProperty, RelationalTypeMapping> _bulkMappings = [];

    public BlindIndexColumns Indexes { get; } = indexes;

    public IRelationalTypeMappingSource Mappings { get; } = mappings;

    /// <summary>The mapping of a value that ExecuteUpdate sets.</summary>
    public RelationalTypeMapping BulkMapping(IProperty property) => _bulkMappings.GetValue(property, CreateBulkMapping);

    private RelationalTypeMapping CreateBulkMapping(IProperty property)
    {
        EncryptedColumnWriter writer = writers.Find(property)!;
        var encryptor = new BulkUpdateEncryptor(property, writer, keyRing, allowsSharedEnvelope);
        return (RelationalTypeMapping)writer.Mapping.WithComposedConverter(EncryptedMember.Find(property)!.Accept(encryptor));
    }
}
