using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Metadata;

/// <summary>What an encrypted property cannot be in a model: everything that needs the database to compare, make or know its value.</summary>
internal static class EncryptedModelRules
{
    /// <summary>Checks everything that concerns one property alone.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>.</exception>
    public static void Check(IReadOnlyProperty property)
    {
        CheckName(property);
        CheckUse(property);
        CheckStoreValues(property);
        CheckMapping(property);
    }

    /// <summary>Checks what concerns several properties.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>.</exception>
    public static void Check(IReadOnlyModel model)
    {
        CheckLogicalNamesAreUnique(model);
        CheckBackingFields(model);
        CheckSharedColumns(model);
        CheckSeedData(model);
    }

    /// <summary>A converter of the user's would be lost, or would see ciphertext.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>.</exception>
    public static void CheckConversion(IReadOnlyProperty property)
    {
        if (property.GetValueConverter() is not null || property.GetProviderClrType() is not null)
        {
            throw Refuse(property, "has a value conversion of its own, which encryption would replace",
                "Remove HasConversion for it (for one from ConfigureConventions: HasConversion((ValueConverter?)null) on this property) and convert in the class");
        }
    }

    /// <summary>Checks that nobody replaced the converter since.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>.</exception>
    public static void CheckConverterInPlace(IReadOnlyProperty property)
    {
        var storedType = EncryptedMember.Find(property)?.Storage == EncryptedStorage.Text ? typeof(string) : typeof(byte[]);
        if (property.GetValueConverter()?.ProviderClrType != storedType)
        {
            throw Refuse(property, "lost its encrypting converter to another convention",
                "Let that convention leave out properties with the annotation " + FieldCryptAnnotationNames.Column);
        }
    }

    /// <summary>The message of every refusal.</summary>
    public static FieldCryptException Refuse(IReadOnlyPropertyBase property, string what, string instead)
        => new(FieldCryptError.ModelNotSupported, $"The encrypted property {property.Display()} {what}. {instead}.");

    private static void CheckName(IReadOnlyProperty property)
    {
        var (table, column) = property.GetEncryptedName();
        if (table.Length is 0 or > 128 || column.Length is 0 or > 256 || table.Contains('/') || column.Contains('/'))
        {
            throw Refuse(property, $"has the logical name \"{table}\", \"{column}\"",
                "A logical table has 1 to 128 characters and a column 1 to 256, none of them '/'. Set [EncryptedTable], [Encrypted(Name = ...)] or HasEncryptedName");
        }
    }

    private static void CheckUse(IReadOnlyProperty property)
    {
        const string Encrypt = "Every encryption gives other bytes, so the database cannot compare them.";
        if (property.IsPrimaryKey())
            throw Refuse(property, "is part of the primary key", $"{Encrypt} Use a key of its own, for example a Guid, and keep this property beside it");
        if (property.IsKey())
            throw Refuse(property, "is part of an alternate key", $"{Encrypt} Let relations refer to another key");
        if (property.IsForeignKey())
            throw Refuse(property, "is part of a foreign key", $"{Encrypt} Refer to the other entity by a key that is not encrypted");
        if (property.IsIndex())
            throw Refuse(property, "is part of an index", $"{Encrypt} Remove the index; for equality search mark the property [Encrypted(Searchable = true)]");
        if (property.IsConcurrencyToken)
            throw Refuse(property, "is a concurrency token", $"{Encrypt} Use a row version beside it");
        if (property.DeclaringType is IReadOnlyEntityType entityType && entityType.FindDiscriminatorProperty() == property)
            throw Refuse(property, "is the discriminator", $"{Encrypt} Use another property, or the default discriminator");
    }

    private static void CheckStoreValues(IReadOnlyProperty property)
    {
        if (property.GetComputedColumnSql() is not null)
            throw Refuse(property, "is a computed column", "The database has no key to compute ciphertext with. Compute the value in the class");
        if (property.FindAnnotation(RelationalAnnotationNames.DefaultValue) is not null || property.GetDefaultValueSql() is not null)
            throw Refuse(property, "has a default value in the database, which would be plaintext in a migration", "Give the property its default in the class");
        if (property.ValueGenerated != ValueGenerated.Never)
            throw Refuse(property, "is generated by the database", "The database has no key to encrypt it with. Set it in the class, or configure ValueGeneratedNever");
    }

    private static void CheckMapping(IReadOnlyProperty property)
    {
        IReadOnlyEntityType entityType = property.GetContainingEntity();
        if (IsInJson(property))
            throw Refuse(property, "lies in a JSON column", "A value inside JSON has no column of its own. Map the type without ToJson, or encrypt one property that holds the whole document");
        if (entityType.GetInsertStoredProcedure() is not null || entityType.GetUpdateStoredProcedure() is not null || entityType.GetDeleteStoredProcedure() is not null)
            throw Refuse(property, "is saved by stored procedures", "Map the entity to its table without them");
    }

    private static bool IsInJson(IReadOnlyProperty property)
    {
        for (IReadOnlyTypeBase type = property.DeclaringType; ;)
        {
            switch (type)
            {
                case IReadOnlyComplexType complexType:
                    if (complexType.IsMappedToJson())
                        return true;
                    type = complexType.ComplexProperty.DeclaringType;
                    break;
                default:
                    return type.IsMappedToJson();
            }
        }
    }

    private static void CheckLogicalNamesAreUnique(IReadOnlyModel model)
    {
        var seen = new Dictionary<(string, string), IReadOnlyProperty>();
        foreach (IReadOnlyProperty property in model.GetEncryptedProperties())
        {
            var name = property.GetEncryptedName();
            if (seen.TryAdd(name, property) || ShareOnPurpose(property, seen[name]))
                continue;
            throw Refuse(property, $"of {LogicalName.RootOf(property).ClrType.FullName} and {seen[name].Display()} of {LogicalName.RootOf(seen[name]).ClrType.FullName} have the same logical name \"{name.Table}.{name.Column}\", so a value could be moved from one column to the other unnoticed",
                "Set [EncryptedTable] on one of the entities, [Encrypted(Name = ...)] on one property, or HasEncryptedName; for classes that are meant to read the same values, set the same [EncryptedTable] on both");
        }
    }

    /// <summary>Two classes over the same values, each of which says that name itself.</summary>
    private static bool ShareOnPurpose(IReadOnlyProperty property, IReadOnlyProperty other)
        => LogicalName.RootOf(property).ClrType != LogicalName.RootOf(other).ClrType && LogicalName.IsFixed(property) && LogicalName.IsFixed(other);

    private static void CheckBackingFields(IReadOnlyModel model)
    {
        foreach (IReadOnlyProperty property in model.GetStructuralTypes().SelectMany(static type => type.GetDeclaredProperties()))
        {
            if (!property.IsEncrypted() && property.FieldInfo is { } field && EncryptedMember.IsMarked(field))
            {
                throw new FieldCryptException(FieldCryptError.ModelNotSupported,
                    $"The property {property.Display()} is mapped in clear, but its field {field.Name} is marked [Encrypted]. Mark the property instead of the field, or ignore the property in the model.");
            }
        }
    }

    private static void CheckSharedColumns(IReadOnlyModel model)
    {
        var seen = new Dictionary<(StoreObjectIdentifier, string), IReadOnlyProperty>();
        foreach (IReadOnlyProperty property in model.GetStructuralTypes().SelectMany(static type => type.GetDeclaredProperties()))
        {
            foreach (StoreObjectIdentifier table in property.GetMappedStoreObjects(StoreObjectType.Table))
            {
                if (property.GetColumnName(table) is not { } column || seen.TryAdd((table, column), property))
                    continue;
                IReadOnlyProperty other = seen[(table, column)];
                bool encrypted = property.IsEncrypted() || other.IsEncrypted();
                if (encrypted && !(property.IsEncrypted() && other.IsEncrypted() && AreInDifferentRows(property, other)))
                    throw Refuse(property.IsEncrypted() ? property : other, $"shares column {column} of table {table.DisplayName()} with {(property.IsEncrypted() ? other : property).Display()}", "Give each its own column with HasColumnName");
            }
        }
    }

    /// <summary>Of one hierarchy in one table, and neither inherits from the other: no row has both.</summary>
    private static bool AreInDifferentRows(IReadOnlyProperty left, IReadOnlyProperty right)
    {
        IReadOnlyEntityType first = left.GetContainingEntity();
        IReadOnlyEntityType second = right.GetContainingEntity();
        return first.GetRootType() == second.GetRootType() && !first.IsAssignableFrom(second) && !second.IsAssignableFrom(first);
    }

    private static void CheckSeedData(IReadOnlyModel model)
    {
        foreach (IReadOnlyEntityType entityType in model.GetEntityTypes())
        {
            foreach (IDictionary<string, object?> row in entityType.GetSeedData())
                CheckSeedRow(entityType, row);
        }
    }

    private static void CheckSeedRow(IReadOnlyTypeBase type, IDictionary<string, object?> row)
    {
        foreach (IReadOnlyProperty property in type.GetProperties())
        {
            if (property.IsEncrypted() && row.TryGetValue(property.Name, out object? value) && value is not null)
                throw Refuse(property, "has seed data (HasData), which would be plaintext in a migration", "Insert such rows with SaveChanges, for example in UseSeeding or UseAsyncSeeding");
        }

        foreach (IReadOnlyComplexProperty complex in type.GetComplexProperties())
        {
            if (row.TryGetValue(complex.Name, out object? nested) && nested is IDictionary<string, object?> values)
                CheckSeedRow(complex.ComplexType, values);
        }
    }
}
