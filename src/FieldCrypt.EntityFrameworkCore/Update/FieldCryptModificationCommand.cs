using System.Data.Common;
using FieldCrypt.EntityFrameworkCore.Storage;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>
/// The provider's command for one row, with envelopes in place of the encrypted columns' values: all under one record
/// key per encryption context, which is gone before the next row's is made.
/// </summary>
internal sealed class FieldCryptModificationCommand(
    IModificationCommand inner,
    SaveSessions sessions,
    EncryptedModel model,
    Func<string>? generateParameterName)
    : IModificationCommand
{
    private IReadOnlyList<IColumnModification>? _columnModifications;

    /// <inheritdoc/>
    public ITable? Table => inner.Table;

    /// <inheritdoc/>
    public IStoreStoredProcedure? StoreStoredProcedure => inner.StoreStoredProcedure;

    /// <inheritdoc/>
    public string TableName => inner.TableName;

    /// <inheritdoc/>
    public string? Schema => inner.Schema;

    /// <inheritdoc/>
    public IReadOnlyList<IColumnModification> ColumnModifications => _columnModifications ??= Encrypt(inner.ColumnModifications);

    /// <inheritdoc/>
    public IReadOnlyList<IUpdateEntry> Entries => inner.Entries;

    /// <inheritdoc/>
    public EntityState EntityState => inner.EntityState;

    /// <inheritdoc/>
    public IColumnBase? RowsAffectedColumn => inner.RowsAffectedColumn;

    /// <inheritdoc/>
    public void AddEntry(IUpdateEntry entry, bool mainEntry) => inner.AddEntry(entry, mainEntry);

    /// <inheritdoc/>
    public void PropagateResults(RelationalDataReader relationalReader)
    {
        inner.PropagateResults(relationalReader);

        // The row is written. EF Core keeps its commands until the whole save ends; the envelopes need not wait with them.
        _columnModifications = null;
    }

    /// <inheritdoc/>
    public void PropagateOutputParameters(DbParameterCollection parameterCollection, int baseParameterIndex)
        => inner.PropagateOutputParameters(parameterCollection, baseParameterIndex);

    private IReadOnlyList<IColumnModification> Encrypt(IReadOnlyList<IColumnModification> columns)
    {
        List<IColumnModification>? encrypted = null;
        using RecordWriter record = sessions.OpenRecord(inner.Entries);
        for (int i = 0; i < columns.Count; i++)
        {
            IColumnModification column = columns[i];
            if (!column.IsWrite || column.Property is not { } property || model.Find(property) is not { } mapped)
                continue;
            object? value = column.Value;
            if (value is not null)
            {
                encrypted ??= [.. columns];
                mapped.CheckLength(value);
                encrypted[i] = Write((IColumn)column.Column!, property, mapped.Mapping, record.Encrypt(mapped.Column, value), column.IsNullable);
            }

            if (mapped.Index is { } index)
            {
                encrypted ??= [.. columns];
                byte[]? indexed = value is null ? null : record.ComputeIndex(mapped.Column, value);
                encrypted.Add(Write(inner.Table!.FindColumn(index.IndexProperty)!, index.IndexProperty, index.Mapping, indexed, isNullable: true));
            }
        }

        return encrypted ?? columns;
    }

    /// <summary>No entry: the value is the stored one itself, and no converter ever sees it.</summary>
    private ColumnModification Write(IColumn column, IProperty property, RelationalTypeMapping mapping, object? stored, bool? isNullable)
        => new(new ColumnModificationParameters(
            column,
            originalValue: null,
            value: stored,
            property,
            mapping,
            read: false,
            write: true,
            key: false,
            condition: false,
            sensitiveLoggingEnabled: false,
            isNullable)
        {
            GenerateParameterName = generateParameterName,
        });
}
