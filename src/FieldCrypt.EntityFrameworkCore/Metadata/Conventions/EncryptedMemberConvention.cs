using System.ComponentModel.DataAnnotations.Schema;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace FieldCrypt.EntityFrameworkCore.Metadata.Conventions;

/// <summary>Maps members that are <see cref="EncryptedAttribute"/>, which derives from <see cref="NotMappedAttribute"/> so that nobody else does.</summary>
internal sealed class EncryptedMemberConvention(ProviderConventionSetBuilderDependencies dependencies)
    : NotMappedMemberAttributeConvention(dependencies)
{
    /// <inheritdoc/>
    protected override bool ShouldIgnore(MemberInfo memberInfo)
        => base.ShouldIgnore(memberInfo)
            && Attribute.GetCustomAttributes(memberInfo, typeof(NotMappedAttribute), inherit: true).Any(static attribute => attribute is not EncryptedAttribute);
}
