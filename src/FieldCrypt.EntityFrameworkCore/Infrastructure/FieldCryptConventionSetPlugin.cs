using FieldCrypt.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Infrastructure;

/// <summary>Adds FieldCrypt's conventions to the provider's.</summary>
internal sealed class FieldCryptConventionSetPlugin(
    ProviderConventionSetBuilderDependencies dependencies,
    FieldCryptOptionsExtension options,
    ICurrentDbContext context,
    IDatabaseProvider provider,
    ISqlGenerationHelper sql)
    : IConventionSetPlugin
{
    /// <inheritdoc/>
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.Replace<NotMappedMemberAttributeConvention>(new EncryptedMemberConvention(dependencies));

        // Behind the clean-up of types that turned out not to belong to the model; before all others at this stage, which
        // look at type mappings, and so at our converters.
        List<IModelFinalizingConvention> finalizing = conventionSet.ModelFinalizingConventions;
        int cleanup = finalizing.FindIndex(static convention => convention is ModelCleanupConvention);
        finalizing.Insert(cleanup + 1, new EncryptedPropertyConvention(options.KeyRing, context.Context.GetType().FullName!));
        finalizing.Insert(cleanup + 2, new BlindIndexConvention());
        if (options.CheckConstraints)
            conventionSet.Add(new EnvelopeCheckConstraintConvention(provider, sql));
        return conventionSet;
    }
}
