using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>Finds which keys a save needs and gets them: the one place where a save waits for the key backend.</summary>
internal static class SaveKeys
{
    /// <summary>How many calls to the backend are under way at once in direct mode.</summary>
    private const int DirectParallelism = 8;

    /// <summary>Gets the keys without blocking; null if the save writes nothing encrypted.</summary>
    public static async ValueTask<SaveSession?> PrepareAsync(KeyRing keyRing, IList<IUpdateEntry> entries, CancellationToken cancellationToken)
    {
        if (keyRing.DataKeys == DataKeyMode.Direct)
            return await DrawAsync(keyRing, RowsPerContext(entries), IndexContexts(entries), cancellationToken).ConfigureAwait(false);

        List<EncryptionContext> contexts = Contexts(entries);
        if (contexts.Count == 0)
            return null;
        var session = new SaveSession(keyRing);
        try
        {
            foreach (EncryptionContext context in contexts)
                session.Add(await keyRing.HoldActiveAsync(context, cancellationToken).ConfigureAwait(false));
            foreach (EncryptionContext context in IndexContexts(entries))
                session.Add(await keyRing.HoldBlindIndexKeyAsync(context, cancellationToken).ConfigureAwait(false));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Gets the keys, blocking the thread while the backend is called.</summary>
    public static SaveSession? Prepare(KeyRing keyRing, IList<IUpdateEntry> entries)
    {
        if (keyRing.DataKeys == DataKeyMode.Direct)
        {
            List<EncryptionContext> rows = RowsPerContext(entries);
            return rows.Count == 0 ? null : BlockingCall.Run(() => DrawAsync(keyRing, rows, IndexContexts(entries), CancellationToken.None));
        }

        List<EncryptionContext> contexts = Contexts(entries);
        if (contexts.Count == 0)
            return null;
        var session = new SaveSession(keyRing);
        try
        {
            foreach (EncryptionContext context in contexts)
                session.Add(keyRing.TryHoldActive(context) ?? BlockingCall.Run(() => keyRing.HoldActiveAsync(context, CancellationToken.None).AsTask()));
            foreach (EncryptionContext context in IndexContexts(entries))
                session.Add(keyRing.HoldBlindIndexKey(context));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The contexts of all encrypted values to be written.</summary>
    private static List<EncryptionContext> Contexts(IList<IUpdateEntry> entries)
    {
        List<EncryptionContext> contexts = [];
        foreach (IUpdateEntry entry in entries)
        {
            foreach (EncryptedEntityType.Column column in EncryptedEntityType.Of(entry.EntityType).Columns)
            {
                if (!contexts.Contains(column.Context) && column.NeedsKey(entry))
                    contexts.Add(column.Context);
            }
        }

        return contexts;
    }

    /// <summary>The contexts of all blind indexes to be computed.</summary>
    private static HashSet<EncryptionContext> IndexContexts(IList<IUpdateEntry> entries)
    {
        HashSet<EncryptionContext> contexts = [];
        foreach (IUpdateEntry entry in entries)
        {
            foreach (EncryptedEntityType.Column column in EncryptedEntityType.Of(entry.EntityType).SearchableColumns)
            {
                if (column.IsWritten(entry))
                    contexts.Add(column.Context);
            }
        }

        return contexts;
    }

    /// <summary>A context for each row and each context that the row writes under: as many as record keys are needed.</summary>
    private static List<EncryptionContext> RowsPerContext(IList<IUpdateEntry> entries)
    {
        HashSet<(ITable?, RowIdentity, EncryptionContext)> seen = [];
        List<EncryptionContext> rows = [];
        foreach (IUpdateEntry entry in entries)
        {
            foreach (EncryptedEntityType.Column column in EncryptedEntityType.Of(entry.EntityType).Columns)
            {
                if (column.NeedsKey(entry) && seen.Add((column.Table, RowIdentity.Of(entry, column.Table), column.Context)))
                    rows.Add(column.Context);
            }
        }

        return rows;
    }

    private static async Task<SaveSession?> DrawAsync(
        KeyRing keyRing,
        List<EncryptionContext> rows,
        IEnumerable<EncryptionContext> indexes,
        CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return null;
        var session = new SaveSession(keyRing);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = DirectParallelism, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(rows, parallel, async (context, token) =>
            {
                RecordKey key = await keyRing.CreateRecordKeyAsync(context, token).ConfigureAwait(false);
                lock (session)
                    session.Add(key);
            }).ConfigureAwait(false);
            foreach (EncryptionContext context in indexes)
                session.Add(await keyRing.HoldBlindIndexKeyAsync(context, cancellationToken).ConfigureAwait(false));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
