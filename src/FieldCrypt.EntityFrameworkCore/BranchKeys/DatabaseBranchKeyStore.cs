using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.BranchKeys;

/// <summary>
/// Branch keys in the application's database. Every call has a context instance and a connection of its own: a key that
/// other rows will need must not vanish with the application's transaction. Thread-safe.
/// </summary>
internal sealed class DatabaseBranchKeyStore<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.NonPublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] TContext>(IServiceScopeFactory scopes)
    : IBranchKeyStore, IBranchKeyUseCounter
    where TContext : DbContext
{
    /// <summary>Long enough for another process's write; a lock that the caller itself holds is never released while it waits.</summary>
    private static readonly TimeSpan s_commandTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What cannot be counted now is counted later: a save waits no longer for it.</summary>
    private static readonly TimeSpan s_countTimeout = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public ValueTask<StoredBranchKey?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
    {
        long number = BranchKeyMapping.NumberOf(id);
        return new(RunAsync(
            async context =>
            {
                // One statement, so that both are of one moment.
                IQueryable<BranchKeySetEntity> sets = Sets(context);
                var found = await Keys(context).Where(key => key.Id == number)
                    .Select(key => new { Key = key, Set = sets.FirstOrDefault(set => set.ContextHash == key.ContextHash) })
                    .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
                return found is null ? null : new StoredBranchKey(BranchKeyMapping.ToRecord(found.Key), found.Set is null ? null : BranchKeyMapping.ToRecord(found.Set));
            },
            cancellationToken,
            id));
    }

    /// <inheritdoc/>
    public ValueTask<BranchKeySetRecord?> FindSetAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        byte[] hash = BranchKeyMapping.HashOf(context);
        return new(RunAsync(
            async context => await Sets(context).SingleOrDefaultAsync(set => set.ContextHash == hash, cancellationToken).ConfigureAwait(false) is { } set ? BranchKeyMapping.ToRecord(set) : null,
            cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryWriteAsync(BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(context => TryWriteAsync(context, set, key, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (exception.InnerException is DbUpdateException)
        {
            // Each provider reports a taken key or a lost race in its own way; all of them show what is stored by now.
            if (exception.InnerException is DbUpdateConcurrencyException || !await RunAsync(context => IsNextAsync(context, set, key, cancellationToken), cancellationToken).ConfigureAwait(false))
                return false;
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<BranchKeyStoreContent> ListAsync(CancellationToken cancellationToken)
        => new(RunAsync(
            async context =>
            {
                var failures = new List<BranchKeyFailure>();
                List<BranchKeyRecord> keys = await ListAsync(Keys(context), Keys(context).Select(static key => key.Id), static (keys, id) => keys.Where(key => key.Id == id), BranchKeyMapping.ToRecord, static id => BranchKeyMapping.IdOf(id)).ConfigureAwait(false);
                List<BranchKeySetRecord> sets = await ListAsync(Sets(context), Sets(context).Select(static set => set.ContextHash), static (sets, hash) => sets.Where(set => set.ContextHash == hash), BranchKeyMapping.ToRecord, static _ => null).ConfigureAwait(false);
                return new BranchKeyStoreContent(
                    [.. keys.OrderBy(static key => key.Context.ToString(), StringComparer.Ordinal).ThenBy(static key => key.Purpose).ThenBy(static key => key.Generation)],
                    sets,
                    failures);

                async Task<List<TRecord>> ListAsync<TEntity, TKey, TRecord>(IQueryable<TEntity> rows, IQueryable<TKey> ids, Func<IQueryable<TEntity>, TKey, IQueryable<TEntity>> one, Func<TEntity, TRecord> read, Func<TKey, BranchKeyId?> idOf)
                {
                    try
                    {
                        return [.. (await rows.ToListAsync(cancellationToken).ConfigureAwait(false)).Select(read)];
                    }
                    catch (Exception exception) when (IsUnreadable(exception))
                    {
                        // One bad row fails a query of all of them: then one by one.
                    }

                    var records = new List<TRecord>();
                    foreach (TKey id in await ids.ToListAsync(cancellationToken).ConfigureAwait(false))
                    {
                        try
                        {
                            if (await one(rows, id).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false) is { } row)
                                records.Add(read(row));
                        }
                        catch (Exception exception) when (IsUnreadable(exception))
                        {
                            failures.Add(new BranchKeyFailure(idOf(id), null, Unreadable(exception, idOf(id))));
                        }
                    }

                    return records;
                }
            },
            cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken)
    {
        long number = BranchKeyMapping.NumberOf(id);
        return await RunAsync<long?>(
            async context =>
            {
                context.Database.SetCommandTimeout(s_countTimeout);
                IQueryable<BranchKeyEntity> counted = Keys(context).Where(key => key.Id == number);
                if (await counted.ExecuteUpdateAsync(set => set.SetProperty(key => key.Uses, key => key.Uses + uses), cancellationToken).ConfigureAwait(false) == 0)
                    return null;

                // What another process adds in between is part of the sum: then this one is granted less, never more.
                return await counted.Select(static key => key.Uses).SingleAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false) ?? throw BranchKeyRecord.NotFound(id);
    }

    private static async Task<bool> TryWriteAsync(TContext context, BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
    {
        if (set.Revision == 1 && !await IsNextAsync(context, set, key, cancellationToken).ConfigureAwait(false))
            return false;

        // The concurrency tokens compare the revisions stored, and one SaveChanges is one transaction.
        EntityEntry<BranchKeySetEntity> written = context.Attach(BranchKeyMapping.ToEntity(set));
        written.State = set.Revision == 1 ? EntityState.Added : EntityState.Modified;
        written.Property(static entity => entity.Revision).OriginalValue = set.Revision - 1;
        if (key is { Revision: 0 })
        {
            context.Add(BranchKeyMapping.ToEntity(key));
        }
        else if (key is not null)
        {
            // Id, context, purpose, generation and age are a branch key's identity, and uses are counted elsewhere: only the rest changes.
            EntityEntry<BranchKeyEntity> replaced = context.Attach(BranchKeyMapping.ToEntity(key));
            replaced.Property(static entity => entity.Revision).OriginalValue = key.Revision - 1;
            replaced.Property(static entity => entity.Revision).IsModified = true;
            replaced.Property(static entity => entity.State).IsModified = true;
            replaced.Property(static entity => entity.WrappedKeys).IsModified = true;
        }

        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether set and key follow what is stored.</summary>
    private static async Task<bool> IsNextAsync(TContext context, BranchKeySetRecord set, BranchKeyRecord? key, CancellationToken cancellationToken)
    {
        byte[] hash = BranchKeyMapping.HashOf(set.Context);
        long? revision = await Sets(context).Where(stored => stored.ContextHash == hash).Select(static stored => (long?)stored.Revision).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if ((revision ?? 0) != set.Revision - 1)
            return false;
        if (key is null)
            return true;
        if (revision is null && await Keys(context).AnyAsync(stored => stored.ContextHash == hash, cancellationToken).ConfigureAwait(false))
            return false;
        long number = BranchKeyMapping.NumberOf(key.Id);
        int? keyRevision = await Keys(context).Where(stored => stored.Id == number).Select(static stored => (int?)stored.Revision).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return key.Revision == 0 ? keyRevision is null : keyRevision == key.Revision - 1;
    }

    private static IQueryable<BranchKeyEntity> Keys(TContext context) => context.Set<BranchKeyEntity>().AsNoTracking().IgnoreQueryFilters();

    private static IQueryable<BranchKeySetEntity> Sets(TContext context) => context.Set<BranchKeySetEntity>().AsNoTracking().IgnoreQueryFilters();

    /// <summary>Runs on the thread pool, since SQLite's asynchronous calls do not yield.</summary>
    private Task<T> RunAsync<T>(Func<TContext, Task<T>> work, CancellationToken cancellationToken, BranchKeyId? id = null)
        => Task.Run(() => RunHereAsync(work, id, cancellationToken), cancellationToken);

    private async Task<T> RunHereAsync<T>(Func<TContext, Task<T>> work, BranchKeyId? id, CancellationToken cancellationToken)
    {
        // An ambient transaction would take the key back with it.
        using var outside = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using TContext context = await CreateContextAsync(scope.ServiceProvider, cancellationToken).ConfigureAwait(false);
        CheckContext(context);
        try
        {
            context.Database.SetCommandTimeout(s_commandTimeout);
            T result = await work(context).ConfigureAwait(false);
            outside.Complete();
            return result;
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or TimeoutException)
        {
            throw new FieldCryptException(FieldCryptError.KeyStoreUnavailable,
                $"The branch key tables {FieldCryptModelBuilderExtensions.TableName} and {FieldCryptModelBuilderExtensions.SetTableName} cannot be used through {typeof(TContext).Name} ({(exception.InnerException ?? exception).GetType().Name}); see the inner exception. If a table is missing, add a migration. If the database is locked, a transaction of this application may hold the lock: await context.WarmUpFieldCryptAsync() before it begins. Nothing was written; try again.",
                exception);
        }
        catch (Exception exception) when (exception is not FieldCryptException && IsUnreadable(exception))
        {
            throw Unreadable(exception, id);
        }
    }

    /// <summary>Whether a row holds what FieldCrypt never writes, such as text where a number belongs.</summary>
    private static bool IsUnreadable(Exception exception) => exception is InvalidCastException or FormatException or OverflowException or FieldCryptException { Error: FieldCryptError.KeyStoreCorrupt }
        || exception.InnerException is InvalidCastException or FormatException or OverflowException;

    private static FieldCryptException Unreadable(Exception exception, BranchKeyId? id) => exception as FieldCryptException
        ?? (id is { } known ? BranchKeyMapping.Corrupt(known, exception) : new FieldCryptException(FieldCryptError.KeyStoreCorrupt,
            $"A row of the branch key tables {FieldCryptModelBuilderExtensions.TableName} and {FieldCryptModelBuilderExtensions.SetTableName} is not as FieldCrypt wrote it; see the inner exception. Restore it from a backup.", exception));

    private static async Task<TContext> CreateContextAsync(IServiceProvider services, CancellationToken cancellationToken)
        => services.GetService<IDbContextFactory<TContext>>() is { } factory
            ? await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false)
            : services.GetService<TContext>() ?? throw new FieldCryptException(FieldCryptError.NotConfigured,
                $"UseDatabaseBranchKeyStore found no {typeof(TContext).Name} among the services. Register it by AddDbContext, AddDbContextPool or AddDbContextFactory.");

    private static void CheckContext(TContext context)
    {
        if (context.Model.FindEntityType(typeof(BranchKeyEntity)) is null || context.Model.FindEntityType(typeof(BranchKeySetEntity)) is null)
        {
            throw new FieldCryptException(FieldCryptError.NotConfigured,
                $"{typeof(TContext).Name} does not map the branch key table. Call modelBuilder.UseFieldCryptBranchKeys() in its OnModelCreating and add a migration.");
        }

        // A connection shared with the application may be in its transaction, which would take the key back with it.
        // SQLite itself refuses commands outside a pending transaction, so in-memory databases can be shared.
        bool isSqlite = context.Database.ProviderName == "Microsoft.EntityFrameworkCore.Sqlite";
        if (!isSqlite && context.Database.GetDbConnection().State != ConnectionState.Closed)
        {
            throw new FieldCryptException(FieldCryptError.NotConfigured,
                $"{typeof(TContext).Name} shares an open connection, on which branch keys could be rolled back with the application's transaction. Give its options a connection string or a data source instead.");
        }
    }
}
