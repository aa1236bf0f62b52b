using System;
using System.Collections.Immutable;

namespace FieldCrypt.Analyzers;

/// <summary>The methods by which EF Core's contexts and models are configured, as far as a rule looks at them.</summary>
internal static class ConfigurationNames
{
    /// <summary>Methods that register a context.</summary>
    public static readonly ImmutableHashSet<string> Registrations = Set(
        "AddDbContext", "AddDbContextPool", "AddDbContextFactory", "AddPooledDbContextFactory", "ConfigureDbContext",
        "AddSqlite", "AddSqlServer", "AddNpgsql", "AddCosmos", "AddOracle");

    /// <summary>Methods that choose a context's database.</summary>
    public static readonly ImmutableHashSet<string> Providers = Set(
        "UseSqlite", "UseSqlServer", "UseNpgsql", "UseMySql", "UseMySQL", "UseOracle", "UseInMemoryDatabase", "UseCosmos", "UseFirebird", "UseAzureSql");

    /// <summary>Methods of the model builder.</summary>
    public static readonly ImmutableHashSet<string> Model = Set(
        "HasKey", "HasAlternateKey", "HasPrincipalKey", "HasForeignKey", "HasIndex", "HasColumnType", "HasConversion", "HasData", "HasDefaultValue",
        "HasDefaultValueSql", "HasComputedColumnSql", "HasDiscriminator", "IsConcurrencyToken", "IsRowVersion");

    public static readonly ImmutableHashSet<string> All = Registrations.Union(Providers).Union(Model);

    private static ImmutableHashSet<string> Set(params string[] names) => names.ToImmutableHashSet(StringComparer.Ordinal);
}
