using System.Globalization;
using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Infrastructure;

/// <summary>
/// Checks the finished model before the provider does: later conventions may have undone what ours set up, and the
/// column types are known only now.
/// </summary>
internal sealed class FieldCryptModelValidator(IModelValidator inner, IRelationalTypeMappingSource mappings) : IModelValidator
{
    /// <inheritdoc/>
    public void Validate(IModel model, IDiagnosticsLogger<DbLoggerCategory.Model.Validation> logger)
    {
        foreach (IReadOnlyTypeBase type in model.GetStructuralTypes())
        {
            foreach (IReadOnlyProperty property in type.GetDeclaredProperties())
            {
                if (EncryptedMember.Find(property) is not { } encrypted)
                    continue;
                if (!property.IsEncrypted())
                    throw EncryptedModelRules.Refuse(property, "was mapped after FieldCrypt's conventions ran and would lie in clear", "Map it in OnModelCreating or by an earlier convention");
                EncryptedModelRules.Check(property);
                EncryptedModelRules.CheckConverterInPlace(property);
                CheckColumnType(property, encrypted);
            }
        }

        EncryptedModelRules.Check(model);
        inner.Validate(model, logger);
    }

    private void CheckColumnType(IReadOnlyProperty property, EncryptedProperty encrypted)
    {
        if (property.GetColumnType() is not { } columnType)
            return;
        RelationalTypeMapping? mapping = mappings.FindMapping(columnType);
        Type stored = encrypted.Storage == EncryptedStorage.Text ? typeof(string) : typeof(byte[]);
        if (mapping is not null && mapping.ClrType != stored)
        {
            throw EncryptedModelRules.Refuse(property, $"is mapped to the column type {columnType}, which does not hold {(stored == typeof(string) ? "text" : "bytes")}",
                stored == typeof(string) ? "Use a text type, or leave out HasColumnType" : "Use a binary type (BLOB, bytea, varbinary(max)), leave out HasColumnType, or set Storage = EncryptedStorage.Text");
        }

        int least = EncryptedColumnSize.Least(property, encrypted);
        if ((mapping?.Size ?? SizeIn(columnType)) is { } size && size < least)
        {
            throw EncryptedModelRules.Refuse(property, $"is mapped to the column type {columnType}, but its envelopes take up to {least} {(stored == typeof(string) ? "characters" : "bytes")} or more",
                "Widen the column, or leave out HasColumnType");
        }
    }

    /// <summary>The number in a type such as varbinary(100), for providers whose mapping leaves it out.</summary>
    private static int? SizeIn(string columnType)
    {
        int open = columnType.IndexOf('(', StringComparison.Ordinal);
        int close = columnType.IndexOf(')', StringComparison.Ordinal);
        return open >= 0 && close > open && int.TryParse(columnType.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            ? size
            : null;
    }
}
