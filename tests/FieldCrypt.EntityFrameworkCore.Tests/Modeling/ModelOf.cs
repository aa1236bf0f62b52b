using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

/// <summary>Builds the model that some configuration gives; no database is touched.</summary>
public static class ModelOf
{
    /// <summary>The finished model with everything that migrations see.</summary>
    public static IModel Design(Action<ModelBuilder> configure, DatabaseProvider provider = DatabaseProvider.Sqlite, Action<FieldCryptDbContextOptionsBuilder>? fieldCrypt = null, Action<ModelConfigurationBuilder>? conventions = null)
    {
        using var keys = new TestKeys();
        var options = new DbContextOptionsBuilder();
        if (provider == DatabaseProvider.Sqlite)
            options.UseSqlite("Data Source=:memory:");
        else
            options.UseNpgsql("Host=nowhere");
        options.UseFieldCrypt(keys.KeyRing, fieldCrypt);
        options.ManyKeyRings();
        using var context = new AnyContext(options.Options, configure, conventions);
        return context.GetService<IDesignTimeModel>().Model;
    }

    /// <summary>The refusal that some configuration meets.</summary>
    public static FieldCryptException Refusal(Action<ModelBuilder> configure, DatabaseProvider provider = DatabaseProvider.Sqlite, Action<ModelConfigurationBuilder>? conventions = null)
        => Should.Throw<FieldCryptException>(() => Design(configure, provider, conventions: conventions));

    private sealed class AnyContext(DbContextOptions options, Action<ModelBuilder> configure, Action<ModelConfigurationBuilder>? conventions) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => configure(modelBuilder);

        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => conventions?.Invoke(configurationBuilder);
    }
}
