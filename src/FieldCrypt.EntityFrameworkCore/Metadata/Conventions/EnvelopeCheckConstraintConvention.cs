using System.Globalization;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Metadata.Conventions;

/// <summary>
/// A CHECK constraint per encrypted column: what is stored starts as an envelope does and is no shorter than one. It
/// stops other writers' plaintext; it proves no authenticity.
/// </summary>
internal sealed class EnvelopeCheckConstraintConvention(IDatabaseProvider provider, ISqlGenerationHelper sql) : IModelFinalizingConvention
{
    /// <inheritdoc/>
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (IConventionProperty property in modelBuilder.Metadata.GetEncryptedProperties().Cast<IConventionProperty>())
        {
            var entityType = (IConventionEntityType)property.GetContainingEntity();
            foreach (StoreObjectIdentifier table in property.GetMappedStoreObjects(StoreObjectType.Table))
            {
                // TPC: each concrete type has the column in a table of its own. A further table of SplitToTable is no
                // type's own, and EF Core has no constraints for it.
                IConventionEntityType? owner = entityType.GetDerivedTypesInclusive()
                    .FirstOrDefault(type => StoreObjectIdentifier.Create(type, StoreObjectType.Table) == table);
                if (owner is null)
                    continue;
                string column = property.GetColumnName(table)!;
                string name = $"CK_{table.Name}_{column}_Envelope";
                if (owner.FindCheckConstraint(name) is null)
                    owner.AddCheckConstraint(name, ConditionOn(sql.DelimitIdentifier(column), EncryptedMember.Find(property)!.Storage, property));
            }
        }
    }

    private string ConditionOn(string column, EncryptedStorage storage, IConventionProperty property)
    {
        bool text = storage == EncryptedStorage.Text;
        string least = EnvelopeLayout.LengthOf(EnvelopeLayout.LeastLength, storage).ToString(CultureInfo.InvariantCulture);
        string prefix = $"'{EnvelopeLayout.TextStart}'";
        return provider.Name switch
        {
            "Microsoft.EntityFrameworkCore.Sqlite" => text
                ? $"{column} IS NULL OR typeof({column}) = 'text' AND substr({column}, 1, 2) = {prefix} AND length({column}) >= {least}"
                : $"{column} IS NULL OR typeof({column}) = 'blob' AND substr({column}, 1, 2) = x'FC45' AND length({column}) >= {least}",
            "Npgsql.EntityFrameworkCore.PostgreSQL" => text
                ? $"substr({column}, 1, 2) = {prefix} AND length({column}) >= {least}"
                : $@"substr({column}, 1, 2) = '\xFC45'::bytea AND length({column}) >= {least}",
            "Microsoft.EntityFrameworkCore.SqlServer" => text
                ? $"LEFT({column}, 2) = {prefix} AND LEN({column}) >= {least}"
                : $"SUBSTRING({column}, 1, 2) = 0xFC45 AND DATALENGTH({column}) >= {least}",
            _ => throw EncryptedModelRules.Refuse(property, $"cannot get a CHECK constraint with {provider.Name}", "Leave out AddCheckConstraints for this provider, which knows SQLite, PostgreSQL and SQL Server"),
        };
    }
}
