using FieldCrypt;
using FieldCrypt.EntityFrameworkCore;
using FieldCrypt.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Sets a context up for FieldCrypt.</summary>
public static class FieldCryptDbContextOptionsBuilderExtensions
{
    /// <summary>
    /// Encrypts the context's <see cref="EncryptedAttribute"/> properties on save and decrypts them on read. Call it
    /// after the provider: <c>options.UseSqlite(...).UseFieldCrypt(services)</c>.
    /// </summary>
    /// <param name="optionsBuilder">The options.</param>
    /// <param name="services">The application's services, with <c>AddFieldCrypt</c>.</param>
    /// <param name="configure">Further choices.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: <c>AddFieldCrypt</c> was not called.</exception>
    /// <remarks>
    /// The event <see cref="CoreEventId.PropertyChangeDetected"/> is switched off: under EnableSensitiveDataLogging it
    /// would log old and new plaintexts.
    /// </remarks>
    public static DbContextOptionsBuilder UseFieldCrypt(
        this DbContextOptionsBuilder optionsBuilder,
        IServiceProvider services,
        Action<FieldCryptDbContextOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        KeyRing keyRing = services.GetService<KeyRing>() ?? throw new FieldCryptException(FieldCryptError.NotConfigured,
            "UseFieldCrypt found no key ring among the services. Call services.AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(\"keys.fck\")), or another key backend, first.");
        return optionsBuilder.UseFieldCrypt(keyRing, configure);
    }

    /// <summary>As the other overload, with a key ring at hand.</summary>
    /// <param name="optionsBuilder">The options.</param>
    /// <param name="keyRing">The key ring; it must live as long as the context is used.</param>
    /// <param name="configure">Further choices.</param>
    public static DbContextOptionsBuilder UseFieldCrypt(
        this DbContextOptionsBuilder optionsBuilder,
        KeyRing keyRing,
        Action<FieldCryptDbContextOptionsBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        ArgumentNullException.ThrowIfNull(keyRing);
        var builder = new FieldCryptDbContextOptionsBuilder(new FieldCryptOptionsExtension(keyRing));
        configure?.Invoke(builder);
        ((IDbContextOptionsBuilderInfrastructure)optionsBuilder).AddOrUpdateExtension(builder.Extension);
        return optionsBuilder.ConfigureWarnings(static warnings
            => warnings.Ignore(CoreEventId.PropertyChangeDetected, CoreEventId.ComplexElementPropertyChangeDetected));
    }

    /// <summary>As the other overload, for typed options.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="optionsBuilder">The options.</param>
    /// <param name="services">The application's services, with <c>AddFieldCrypt</c>.</param>
    /// <param name="configure">Further choices.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: <c>AddFieldCrypt</c> was not called.</exception>
    public static DbContextOptionsBuilder<TContext> UseFieldCrypt<TContext>(
        this DbContextOptionsBuilder<TContext> optionsBuilder,
        IServiceProvider services,
        Action<FieldCryptDbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)optionsBuilder).UseFieldCrypt(services, configure);

    /// <summary>As the other overload, for typed options.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="optionsBuilder">The options.</param>
    /// <param name="keyRing">The key ring; it must live as long as the context is used.</param>
    /// <param name="configure">Further choices.</param>
    public static DbContextOptionsBuilder<TContext> UseFieldCrypt<TContext>(
        this DbContextOptionsBuilder<TContext> optionsBuilder,
        KeyRing keyRing,
        Action<FieldCryptDbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
        => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)optionsBuilder).UseFieldCrypt(keyRing, configure);
}
