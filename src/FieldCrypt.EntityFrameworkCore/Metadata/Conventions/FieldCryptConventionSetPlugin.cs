using FieldCrypt.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Metadata.Conventions;

/// <summary>Adds FieldCrypt's conventions to the provider's.</summary>
internal sealed class FieldCryptConventionSetPlugin(
    ProviderConventionSetBuilderDependencies dependencies,
    FieldCryptOptionsExtension options,
    IDatabaseProvider provider,
    ISqlGenerationHelper sql)
    : IConventionSetPlugin
{
    /// <inheritdoc/>
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.Replace<NotMappedMemberAttributeConvention>(new EncryptedMemberConvention(dependencies));

        // First: others at this stage look at type mappings, which depend on our converters.
        conventionSet.ModelFinalizingConventions.Insert(0, new EncryptedPropertyConvention(options.KeyRing.Name));
        if (options.CheckConstraints)
            conventionSet.Add(new EnvelopeCheckConstraintConvention(provider, sql));
        return conventionSet;
    }
}
