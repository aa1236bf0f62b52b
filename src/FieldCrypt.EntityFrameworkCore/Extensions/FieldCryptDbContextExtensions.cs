using FieldCrypt;
using FieldCrypt.EntityFrameworkCore;
using FieldCrypt.EntityFrameworkCore.Infrastructure;
using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.EntityFrameworkCore.Reencryption;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What a context that is set up for FieldCrypt can do beside EF Core's own.</summary>
public static class FieldCryptDbContextExtensions
{
    /// <summary>
    /// Opens, and where needed makes, the branch keys and blind index keys of every encryption context in the model: at
    /// start-up, or before a transaction on SQLite, so that no later save or search waits for the key backend while their
    /// leases live. With direct data keys there are no branch keys to open.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.NotConfigured"/>: the context was not set up by <c>UseFieldCrypt</c>. Otherwise a key
    /// cannot be opened; see <see cref="IKeyBackend"/>.
    /// </exception>
    public static async Task WarmUpFieldCryptAsync(this DbContext context, CancellationToken cancellationToken = default)
    {
        KeyRing keyRing = KeyRingOf(context);
        IReadOnlyProperty[] properties = [.. context.Model.GetEncryptedProperties()];
        await keyRing.WarmUpAsync(properties.Select(static property => property.GetEncryptionContext()), cancellationToken).ConfigureAwait(false);
        await keyRing.WarmUpIndexesAsync(properties.Where(static property => property.IsSearchable()).Select(static property => property.GetEncryptionContext()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Puts stored values under new data keys, of today's branch keys: every row with a value under an older branch key
    /// generation, or written in the other data key mode, gets new data keys, one per encryption context. Afterwards, when
    /// <see cref="CountEnvelopesByKeyAsync"/> shows nothing under it, an old key can be destroyed. Blind indexes stay as they are.
    /// </summary>
    /// <param name="context">The context; not to be used otherwise meanwhile, and not in a transaction.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Stops the run; batches done stay done, and the next run goes on with the rest.</param>
    /// <returns>What was done. Values that could not be read are counted there and left as they are.</returns>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.NotConfigured"/>: the context was not set up by <c>UseFieldCrypt</c>;
    /// <see cref="FieldCryptError.InvalidArgument"/>: an option is out of range, or a transaction is open;
    /// <see cref="FieldCryptError.ModelNotSupported"/>: a table has no primary key. Otherwise a key cannot be had, for the
    /// moment (<see cref="FieldCryptException.IsTransient"/>) or at all; see <see cref="IKeyBackend"/>. Run it again.
    /// </exception>
    /// <remarks>
    /// It works on the tables, below the change tracker: no interceptor, no concurrency token and no query filter of the
    /// application takes part, and no entity is made. A row that somebody else changes or deletes between reading and
    /// writing is left alone. Rows that the database role may not see (row-level security) are not seen here either.
    /// </remarks>
    public static Task<ReencryptResult> ReencryptAsync(
        this DbContext context,
        ReencryptOptions? options = null,
        IProgress<ReencryptProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => new ReencryptionRun(context, KeyRingOf(context), options ?? new ReencryptOptions(), progress).RunAsync(StoredTable.All(context), cancellationToken);

    /// <summary>
    /// As <see cref="ReencryptAsync(DbContext, ReencryptOptions?, IProgress{ReencryptProgress}?, CancellationToken)"/>, for the
    /// tables of one entity type, of the types derived from it and of those it owns. Entity types that share a table are
    /// done together.
    /// </summary>
    /// <typeparam name="TEntity">The entity type.</typeparam>
    /// <param name="context">The context; not to be used otherwise meanwhile, and not in a transaction.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Stops the run; batches done stay done, and the next run goes on with the rest.</param>
    public static Task<ReencryptResult> ReencryptAsync<TEntity>(
        this DbContext context,
        ReencryptOptions? options = null,
        IProgress<ReencryptProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TEntity : class
        => new ReencryptionRun(context, KeyRingOf(context), options ?? new ReencryptOptions(), progress).RunAsync(StoredTable.Of(context, typeof(TEntity)), cancellationToken);

    /// <summary>
    /// Counts the stored values of every encrypted column by the key they are under: before a key is destroyed, and to see
    /// how far a re-encryption is. Reads no value; one scan per column.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One entry per column and key that has values. What is written meanwhile may or may not be counted.</returns>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.NotConfigured"/>: the context was not set up by <c>UseFieldCrypt</c>;
    /// <see cref="FieldCryptError.KeyStoreUnavailable"/>: the branch key store cannot be read.
    /// </exception>
    public static Task<IReadOnlyList<EnvelopeCount>> CountEnvelopesByKeyAsync(this DbContext context, CancellationToken cancellationToken = default)
        => EnvelopeCensus.RunAsync(context, KeyRingOf(context), StoredTable.All(context), cancellationToken);

    private static KeyRing KeyRingOf(DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetService<IDbContextOptions>().FindExtension<FieldCryptOptionsExtension>()?.KeyRing
            ?? throw new FieldCryptException(FieldCryptError.NotConfigured, $"{context.GetType().Name} was not set up for FieldCrypt. Call UseFieldCrypt in its options.");
    }
}
