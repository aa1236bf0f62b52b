using FieldCrypt;
using FieldCrypt.EntityFrameworkCore.Infrastructure;
using FieldCrypt.EntityFrameworkCore.Metadata;
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
        ArgumentNullException.ThrowIfNull(context);
        FieldCryptOptionsExtension extension = context.GetService<IDbContextOptions>().FindExtension<FieldCryptOptionsExtension>()
            ?? throw new FieldCryptException(FieldCryptError.NotConfigured, $"{context.GetType().Name} was not set up for FieldCrypt. Call UseFieldCrypt in its options.");
        IReadOnlyProperty[] properties = [.. context.Model.GetEncryptedProperties()];
        await extension.KeyRing.WarmUpAsync(properties.Select(ContextOf), cancellationToken).ConfigureAwait(false);
        await extension.KeyRing.WarmUpBlindIndexesAsync(properties.Where(static property => property.IsSearchable()).Select(ContextOf), cancellationToken).ConfigureAwait(false);

        static EncryptionContext ContextOf(IReadOnlyProperty property) => EncryptedMember.Find(property)!.Context;
    }
}
