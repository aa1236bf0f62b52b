using FieldCrypt;
using FieldCrypt.EntityFrameworkCore.Infrastructure;
using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>What a context that is set up for FieldCrypt can do beside EF Core's own.</summary>
public static class FieldCryptDbContextExtensions
{
    /// <summary>
    /// Opens, and where needed makes, the branch keys of every encryption context in the model: at start-up, or before a
    /// transaction on SQLite, so that no later save waits for the key backend while their leases live. With direct data
    /// keys there is nothing to do.
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
        IEnumerable<EncryptionContext> contexts = context.Model.GetEncryptedProperties().Select(static property => EncryptedMember.Find(property)!.Context);
        await extension.KeyRing.WarmUpAsync(contexts, cancellationToken).ConfigureAwait(false);
    }
}
