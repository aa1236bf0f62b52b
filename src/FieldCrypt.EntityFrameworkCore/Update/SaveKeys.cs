using FieldCrypt.EntityFrameworkCore.Storage;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>Finds which keys a save needs and gets them, before its first command is made.</summary>
internal static class SaveKeys
{
    /// <summary>Gets the keys without blocking; null if the save writes nothing encrypted.</summary>
    public static async ValueTask<MappingKeys?> HoldAsync(KeyRing keyRing, EncryptedModel model, IList<IUpdateEntry> entries, CancellationToken cancellationToken)
        => NeedsOf(keyRing, model, entries) is { } needs ? await keyRing.HoldKeysAsync(needs, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Gets the keys, blocking the thread while the backend is called.</summary>
    public static MappingKeys? Hold(KeyRing keyRing, EncryptedModel model, IList<IUpdateEntry> entries) => NeedsOf(keyRing, model, entries) is { } needs ? keyRing.HoldKeys(needs) : null;

    private static KeyNeeds? NeedsOf(KeyRing keyRing, EncryptedModel model, IList<IUpdateEntry> entries)
    {
        // Counting rows costs more than looking at contexts, and branch keys make any number of record keys.
        List<EncryptionContext> records = keyRing.DataKeys == DataKeyMode.Direct ? RowsPerContext(model, entries) : Contexts(model, entries);
        return records.Count == 0 ? null : new KeyNeeds(records, IndexContexts(model, entries));
    }

    /// <summary>The contexts of all encrypted values to be written.</summary>
    private static List<EncryptionContext> Contexts(EncryptedModel model, IList<IUpdateEntry> entries)
    {
        List<EncryptionContext> contexts = [];
        foreach (IUpdateEntry entry in entries)
        {
            foreach (EncryptedEntityType.Column column in model.Find(entry.EntityType).Columns)
            {
                if (!contexts.Contains(column.Context) && column.NeedsKey(entry))
                    contexts.Add(column.Context);
            }
        }

        return contexts;
    }

    /// <summary>The contexts of all blind indexes to be computed.</summary>
    private static HashSet<EncryptionContext> IndexContexts(EncryptedModel model, IList<IUpdateEntry> entries)
    {
        HashSet<EncryptionContext> contexts = [];
        foreach (IUpdateEntry entry in entries)
        {
            foreach (EncryptedEntityType.Column column in model.Find(entry.EntityType).SearchableColumns)
            {
                if (column.IsWritten(entry))
                    contexts.Add(column.Context);
            }
        }

        return contexts;
    }

    /// <summary>A context for each row and each context that the row writes under: as many as record keys are needed.</summary>
    private static List<EncryptionContext> RowsPerContext(EncryptedModel model, IList<IUpdateEntry> entries)
    {
        HashSet<(ITable?, RowIdentity, EncryptionContext)> seen = [];
        List<EncryptionContext> rows = [];
        foreach (IUpdateEntry entry in entries)
        {
            foreach (EncryptedEntityType.Column column in model.Find(entry.EntityType).Columns)
            {
                if (column.NeedsKey(entry) && seen.Add((column.Table, RowIdentity.Of(entry, column.Table), column.Context)))
                    rows.Add(column.Context);
            }
        }

        return rows;
    }
}
