using System.Runtime.CompilerServices;
using FieldCrypt.EntityFrameworkCore.Infrastructure;
using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.EntityFrameworkCore.Update;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>Makes the type mappings that a rewritten query's parameters pass through, each once. Thread-safe.</summary>
internal sealed class EncryptedQueryServices(FieldCryptOptionsExtension options, EncryptedColumnWriters writers)
{
    private readonly ConditionalWeakTable<IProperty, RelationalTypeMapping> _bulkMappings = [];

    /// <summary>The mapping of a value that ExecuteUpdate sets.</summary>
    public RelationalTypeMapping BulkMapping(IProperty property) => _bulkMappings.GetValue(property, CreateBulkMapping);

    private RelationalTypeMapping CreateBulkMapping(IProperty property)
    {
        EncryptedColumnWriter writer = writers.Find(property)!;
        var encryptor = new BulkUpdateEncryptor(property, writer, options);
        return (RelationalTypeMapping)writer.Mapping.WithComposedConverter(EncryptedMember.Find(property)!.Accept(encryptor));
    }
}
