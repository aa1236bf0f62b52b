using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
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
    public ValueTask<BranchKeyRecord?> FindAsync(BranchKeyId id, CancellationToken cancellationToken)
    {
        long number = BranchKeyMapping.NumberOf(id);
        return new(RunAsync(
            async (keys, _) => ToRecordOrNull(await keys.SingleOrDefaultAsync(key => key.Id == number, cancellationToken).ConfigureAwait(false)),
            cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<BranchKeyRecord?> FindNewestAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        byte[] hash = BranchKeyMapping.HashOf(context);
        return new(RunAsync(
            async (keys, _) => ToRecordOrNull(await keys.Where(key => key.ContextHash == hash && key.Purpose == BranchKeyPurpose.RecordKeys).OrderByDescending(key => key.Generation).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false)),
            cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryAddAsync(BranchKeyRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(
                async (_, context) =>
                {
                    context.Add(BranchKeyMapping.ToEntity(record));
                    await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (exception.InnerException is DbUpdateException)
        {
            // Each provider reports a taken key in its own way; all of them show the row that took it.
            if (await IsTakenAsync(record, cancellationToken).ConfigureAwait(false))
                return false;
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryReplaceAsync(BranchKeyRecord record, CancellationToken cancellationToken)
    {
        long number = BranchKeyMapping.NumberOf(record.Id);
        int before = record.Revision - 1;
        BranchKeyState state = record.State;
        byte[]? wrappedKeys = BranchKeyMapping.Encode(record.WrappedKeys);
        return new(RunAsync(
            async (keys, _) => await keys.Where(key => key.Id == number && key.Revision == before)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(key => key.State, state).SetProperty(key => key.WrappedKeys, wrappedKeys).SetProperty(key => key.Revision, before + 1),
                    cancellationToken)
                .ConfigureAwait(false) == 1,
            cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BranchKeyRecord>> ListAsync(CancellationToken cancellationToken)
        => new(RunAsync<IReadOnlyList<BranchKeyRecord>>(
            async (keys, _) => [.. (await keys.ToListAsync(cancellationToken).ConfigureAwait(false))
                .Select(BranchKeyMapping.ToRecord)
                .OrderBy(static record => record.Context.ToString(), StringComparer.Ordinal)
                .ThenBy(static record => record.Purpose)
                .ThenBy(static record => record.Generation)],
            cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<long> AddUsesAsync(BranchKeyId id, long uses, CancellationToken cancellationToken)
    {
        long number = BranchKeyMapping.NumberOf(id);
        return await RunAsync<long?>(
            async (keys, context) =>
            {
                context.Database.SetCommandTimeout(s_countTimeout);
                IQueryable<BranchKeyEntity> counted = keys.Where(key => key.Id == number);
                if (await counted.ExecuteUpdateAsync(set => set.SetProperty(key => key.Uses, key => key.Uses + uses), cancellationToken).ConfigureAwait(false) == 0)
                    return null;

                // What another process adds in between is part of the sum: then this one is granted less, never more.
                return await counted.Select(static key => key.Uses).SingleAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false) ?? throw BranchKeyRecord.NotFound(id);
    }

    private Task<bool> IsTakenAsync(BranchKeyRecord record, CancellationToken cancellationToken)
    {
        byte[] hash = BranchKeyMapping.HashOf(record.Context);
        BranchKeyPurpose purpose = record.Purpose;
        int generation = record.Generation;
        long number = BranchKeyMapping.NumberOf(record.Id);
        return RunAsync((keys, _) => keys.AnyAsync(key => key.Id == number || (key.ContextHash == hash && key.Purpose == purpose && key.Generation == generation), cancellationToken), cancellationToken);
    }

    private static BranchKeyRecord? ToRecordOrNull(BranchKeyEntity? entity) => entity is null ? null : BranchKeyMapping.ToRecord(entity);

    /// <summary>Runs on the thread pool, since SQLite's asynchronous calls do not yield.</summary>
    private Task<T> RunAsync<T>(Func<IQueryable<BranchKeyEntity>, TContext, Task<T>> work, CancellationToken cancellationToken)
        => Task.Run(() => RunHereAsync(work, cancellationToken), cancellationToken);

    private async Task<T> RunHereAsync<T>(Func<IQueryable<BranchKeyEntity>, TContext, Task<T>> work, CancellationToken cancellationToken)
    {
        // An ambient transaction would take the key back with it.
        using var outside = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using TContext context = await CreateContextAsync(scope.ServiceProvider, cancellationToken).ConfigureAwait(false);
        CheckContext(context);
        try
        {
            context.Database.SetCommandTimeout(s_commandTimeout);
            IQueryable<BranchKeyEntity> keys = context.Set<BranchKeyEntity>().AsNoTracking().IgnoreQueryFilters();
            T result = await work(keys, context).ConfigureAwait(false);
            outside.Complete();
            return result;
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or TimeoutException)
        {
            throw new FieldCryptException(FieldCryptError.KeyStoreUnavailable,
                $"The branch key table {FieldCryptModelBuilderExtensions.TableName} cannot be used through {typeof(TContext).Name} ({(exception.InnerException ?? exception).GetType().Name}); see the inner exception. If the table is missing, add a migration. If the database is locked, a transaction of this application may hold the lock: await context.WarmUpFieldCryptAsync() before it begins. Nothing was written; try again.",
                exception);
        }
    }

    private static async Task<TContext> CreateContextAsync(IServiceProvider services, CancellationToken cancellationToken)
        => services.GetService<IDbContextFactory<TContext>>() is { } factory
            ? await factory.CreateDbContextAsync(cancellationToken).ConfigureAwait(false)
            : services.GetService<TContext>() ?? throw new FieldCryptException(FieldCryptError.NotConfigured,
                $"UseDatabaseBranchKeyStore found no {typeof(TContext).Name} among the services. Register it by AddDbContext, AddDbContextPool or AddDbContextFactory.");

    private static void CheckContext(TContext context)
    {
        if (context.Model.FindEntityType(typeof(BranchKeyEntity)) is null)
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
