using System.Globalization;
using System.Runtime.CompilerServices;
using FieldCrypt.EntityFrameworkCore.Query;
using FieldCrypt.EntityFrameworkCore.Storage;
using FieldCrypt.EntityFrameworkCore.Update;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.Infrastructure;

/// <summary>
/// What <c>UseFieldCrypt</c> adds to a context's options. Contexts share EF Core's internal services, and with them
/// converters and mappings, only if they use the same key ring. Immutable.
/// </summary>
internal sealed record FieldCryptOptionsExtension(KeyRing KeyRing) : IDbContextOptionsExtension, IFieldCryptOptionsExtension
{
    private ExtensionInfo? _info;

    /// <summary>Whether encrypted columns get CHECK constraints.</summary>
    public bool CheckConstraints { get; private init; }

    /// <summary>Whether ExecuteUpdate may give all rows that it touches one envelope.</summary>
    public bool SharedEnvelopeInExecuteUpdate { get; private init; }

    /// <inheritdoc/>
    public DbContextOptionsExtensionInfo Info => _info ??= new ExtensionInfo(this);

    public FieldCryptOptionsExtension WithCheckConstraints() => this with { CheckConstraints = true, _info = null };

    public FieldCryptOptionsExtension WithSharedEnvelopeInExecuteUpdate() => this with { SharedEnvelopeInExecuteUpdate = true, _info = null };

    /// <inheritdoc/>
    public void ApplyServices(IServiceCollection services)
    {
        services.AddSingleton(this);
        services.AddSingleton(KeyRing);
        services.AddSingleton<SaveSessions>();
        services.AddSingleton(provider => new EncryptedModels(KeyRing, SharedEnvelopeInExecuteUpdate, provider.GetRequiredService<IRelationalTypeMappingSource>()));
        services.AddScoped<IConventionSetPlugin, FieldCryptConventionSetPlugin>();
        services.AddSingleton<IInterceptor, FieldCryptReaderInterceptor>();

        services.AddSingleton<QueryExecution>();
        services.AddScoped<QueryKeyCollector>();

        ServiceDecorator.Decorate<IQueryTranslationPostprocessorFactory>(services, static (provider, inner)
            => new FieldCryptQueryTranslationPostprocessorFactory(
                inner,
                provider.GetRequiredService<QueryTranslationPostprocessorDependencies>(),
                provider.GetRequiredService<EncryptedModels>(),
                provider.GetRequiredService<IRelationalTypeMappingSource>(),
                provider.GetRequiredService<QueryKeyCollector>()));
        ServiceDecorator.Decorate<IQuerySqlGeneratorFactory>(services, static (provider, inner)
            => new FieldCryptQuerySqlGeneratorFactory(inner, provider.GetRequiredService<QuerySqlGeneratorDependencies>(), provider.GetRequiredService<EncryptedModels>()));
        ServiceDecorator.Decorate<IModelValidator>(services, static (provider, inner)
            => new FieldCryptModelValidator(inner, provider.GetRequiredService<IRelationalTypeMappingSource>()));
        ServiceDecorator.Decorate<IDatabase>(services, static (provider, inner)
            => new FieldCryptDatabase(
                inner,
                provider.GetRequiredService<KeyRing>(),
                provider.GetRequiredService<EncryptedModels>(),
                provider.GetRequiredService<SaveSessions>(),
                provider.GetRequiredService<QueryExecution>(),
                provider.GetRequiredService<QueryKeyCollector>()));
        ServiceDecorator.Decorate<IModificationCommandFactory>(services, static (provider, inner)
            => new FieldCryptModificationCommandFactory(inner, provider.GetRequiredService<SaveSessions>(), provider.GetRequiredService<EncryptedModels>()));
    }

    /// <inheritdoc/>
    public void Validate(IDbContextOptions options)
    {
        if (options.FindExtension<CoreOptionsExtension>()?.InternalServiceProvider is not null)
        {
            throw new FieldCryptException(FieldCryptError.NotConfigured,
                "UseFieldCrypt cannot be combined with UseInternalServiceProvider: it adds to EF Core's own services. Remove UseInternalServiceProvider.");
        }
    }

    private sealed class ExtensionInfo(FieldCryptOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => extension.CheckConstraints ? "using FieldCrypt with CHECK constraints " : "using FieldCrypt ";

        public override int GetServiceProviderHashCode() => HashCode.Combine(
            RuntimeHelpers.GetHashCode(extension.KeyRing),
            extension.CheckConstraints,
            extension.SharedEnvelopeInExecuteUpdate);

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other)
            => other is ExtensionInfo { Extension: FieldCryptOptionsExtension theirs }
                && ReferenceEquals(theirs.KeyRing, extension.KeyRing)
                && theirs.CheckConstraints == extension.CheckConstraints
                && theirs.SharedEnvelopeInExecuteUpdate == extension.SharedEnvelopeInExecuteUpdate;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
        {
            debugInfo["FieldCrypt:KeyRing"] = extension.KeyRing.Name;
            debugInfo["FieldCrypt:CheckConstraints"] = extension.CheckConstraints.ToString(CultureInfo.InvariantCulture);
            debugInfo["FieldCrypt:SharedEnvelopeInExecuteUpdate"] = extension.SharedEnvelopeInExecuteUpdate.ToString(CultureInfo.InvariantCulture);
        }
    }
}
