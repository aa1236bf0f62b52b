using System.Linq.Expressions;
using FieldCrypt.EntityFrameworkCore.Query;
using FieldCrypt.EntityFrameworkCore.Storage;
using FieldCrypt.EntityFrameworkCore.Update;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Infrastructure;

/// <summary>
/// Around the provider's database: gets the keys of a save before its commands are made. It stands behind change
/// detection and inside the execution strategy, so it sees exactly what is saved, anew with each retry. Query plans that
/// need keys get them before each execution.
/// </summary>
internal sealed class FieldCryptDatabase(
    IDatabase inner,
    KeyRing keyRing,
    EncryptedModels models,
    SaveSessions sessions,
    QueryExecution execution,
    QueryKeyCollector collector)
    : IDatabase
{
    /// <inheritdoc/>
    public int SaveChanges(IList<IUpdateEntry> entries)
    {
        MappingKeys? session = entries.Count == 0 ? null : SaveKeys.Hold(keyRing, models.Of(entries[0].EntityType.Model), entries);
        if (session is null)
            return inner.SaveChanges(entries);

        DbContext context = entries[0].Context;
        sessions.Begin(context, session);
        try
        {
            using (session.LetConvertersEncrypt())
                return inner.SaveChanges(entries);
        }
        finally
        {
            sessions.End(context, session);
        }
    }

    /// <inheritdoc/>
    public async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        MappingKeys? session = entries.Count == 0
            ? null
            : await SaveKeys.HoldAsync(keyRing, models.Of(entries[0].EntityType.Model), entries, cancellationToken).ConfigureAwait(false);
        if (session is null)
            return await inner.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);

        DbContext context = entries[0].Context;
        sessions.Begin(context, session);
        try
        {
            using (session.LetConvertersEncrypt())
                return await inner.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sessions.End(context, session);
        }
    }

    /// <inheritdoc/>
    public Func<QueryContext, TResult> CompileQuery<TResult>(Expression query, bool async)
    {
        var (plan, keys) = collector.Collect(() => inner.CompileQuery<TResult>(query, async));
        return execution.Wrap(plan, keys, async);
    }

    /// <inheritdoc/>
#pragma warning disable EF9100 // Precompiled queries are experimental in EF Core itself; we only pass them on.
    public Expression<Func<QueryContext, TResult>> CompileQueryExpression<TResult>(Expression query, bool async)
        => inner.CompileQueryExpression<TResult>(query, async);
#pragma warning restore EF9100
}
