using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.EntityFrameworkCore.Storage;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>
/// A database column that holds envelopes. It belongs to one property, or to several of a table-per-hierarchy whose rows
/// never have two of them; then each value shows by itself which one wrote it. Immutable and thread-safe.
/// </summary>
internal sealed class StoredColumn
{
    private readonly EncryptedMapping[] _mappings;

    public StoredColumn(IColumn column, IReadOnlyList<IProperty> properties, EncryptedModel model)
    {
        Name = column.Name;
        Property = string.Join(" or ", properties.Select(static property => property.Display()));
        _mappings = [.. properties.Select(property => model.Find(property)!)];
        Contexts = [.. _mappings.Select(static mapped => mapped.Column.Context).Distinct()];
        Kinds = [.. _mappings.Select(static mapped => mapped.Column.Kind).Distinct()];
    }

    /// <summary>The column's name in the database.</summary>
    public string Name { get; }

    /// <summary>Entity type and property, for messages.</summary>
    public string Property { get; }

    /// <summary>The encryption contexts of its properties.</summary>
    public IReadOnlyList<EncryptionContext> Contexts { get; }

    /// <summary>How the plaintexts of its properties are encoded.</summary>
    public IReadOnlyList<ValueKind> Kinds { get; }

    /// <summary>How it stores envelopes.</summary>
    public EncryptedStorage Storage => _mappings[0].Column.Storage;

    /// <summary>The plain mapping of what is stored.</summary>
    public RelationalTypeMapping Mapping => _mappings[0].Mapping;

    /// <summary>The bytes of a stored value, which may be no envelope.</summary>
    public ReadOnlyMemory<byte> BytesOf(object stored) => EnvelopeLayout.BytesOf(stored, Storage);

    /// <summary>Whether a stored value is an envelope as it would be written today.</summary>
    public bool IsCurrent(object stored, ReencryptionKeys keys)
    {
        ReadOnlySpan<byte> bytes = BytesOf(stored).Span;
        foreach (EncryptionContext context in Contexts)
        {
            if (keys.Wrote(bytes, context))
                return true;
        }

        return false;
    }

    /// <summary>Decrypts, and says which property's value it is.</summary>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public async ValueTask<(MappedColumn Column, object Value)> DecryptAsync(KeyRing keyRing, object stored, CancellationToken cancellationToken)
    {
        // Not by trial where there is nothing to try: failures of trials are not counted as failed decryptions.
        for (int i = 0; _mappings.Length > 1 && i < _mappings.Length; i++)
        {
            if (await _mappings[i].Column.TryDecryptAsync(keyRing, stored, cancellationToken).ConfigureAwait(false) is { } found)
                return (_mappings[i].Column, found);
        }

        MappedColumn first = _mappings[0].Column;
        return (first, await first.DecryptAsync(keyRing, stored, cancellationToken).ConfigureAwait(false));
    }
}
