using System.Reflection;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace FieldCrypt.EntityFrameworkCore.Metadata.Conventions;

/// <summary>
/// Gives every encrypted property its converter and annotations, when everything else about the model is known. The
/// annotations alone are what the rest of the integration reads.
/// </summary>
internal sealed class EncryptedPropertyConvention(KeyRing keyRing, string model) : IModelFinalizingConvention
{
    /// <inheritdoc/>
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        IConventionTypeBase[] types = [.. modelBuilder.Metadata.GetStructuralTypes().Cast<IConventionTypeBase>()];
        foreach (IConventionTypeBase type in types)
            MapMembersThatNobodyFound(type);
        foreach (IConventionTypeBase type in types)
        {
            foreach (IConventionProperty property in type.GetDeclaredProperties())
            {
                if (EncryptedMember.Find(property) is { } encrypted)
                    Encrypt(property, encrypted);
            }
        }

        EncryptedModelRules.Check(modelBuilder.Metadata);
        LogicalName.Claim(keyRing, modelBuilder.Metadata, model);
    }

    /// <summary>EF Core finds neither fields nor types that the provider has no column type for, such as Int128; ciphertext has one.</summary>
    private static void MapMembersThatNobodyFound(IConventionTypeBase type)
    {
        Type? mappedBase = (type as IConventionEntityType)?.BaseType?.ClrType;
        foreach (MemberInfo member in EncryptedMember.FindAll(type.ClrType, mappedBase))
        {
            if (type.FindProperty(member.Name) is null && type.FindIgnoredConfigurationSource(member.Name) is null)
                type.Builder.Property(member, fromDataAnnotation: true);
        }
    }

    private void Encrypt(IConventionProperty property, EncryptedProperty encrypted)
    {
        EncryptedModelRules.CheckConversion(property);
        if (property.FindAnnotation(FieldCryptAnnotationNames.Column) is null)
        {
            var (table, column) = LogicalName.Of(property, encrypted);
            property.SetAnnotation(FieldCryptAnnotationNames.Table, table, fromDataAnnotation: true);
            property.SetAnnotation(FieldCryptAnnotationNames.Column, column, fromDataAnnotation: true);
        }

        EncryptionContext context = encrypted.ContextIn(LogicalName.OwnersOf(property));
        property.SetAnnotation(FieldCryptAnnotationNames.Context, context.ToString(), fromDataAnnotation: true);
        if (encrypted.Searchable)
            property.SetAnnotation(FieldCryptAnnotationNames.Searchable, true, fromDataAnnotation: true);
        MoveLimitsFromColumn(property);

        // The rules come before the converter: EF Core's own complaint about a converted key would come first otherwise.
        EncryptedModelRules.Check(property);
        var (logicalTable, logicalColumn) = property.GetEncryptedName();
        string binding = MappedColumn.Create(encrypted, logicalTable, logicalColumn, context).BindingTo(keyRing);
        property.SetValueConverter(encrypted.Accept(new EncryptedConverterFactory(binding)), fromDataAnnotation: true);
    }

    /// <summary>What limits the plaintext says nothing about the column, which holds envelopes.</summary>
    private static void MoveLimitsFromColumn(IConventionProperty property)
    {
        if (property.GetMaxLength() is { } maxLength and > 0)
            property.SetAnnotation(FieldCryptAnnotationNames.MaxLength, maxLength, fromDataAnnotation: true);
        property.SetMaxLength(null, fromDataAnnotation: true);
        property.SetPrecision(null, fromDataAnnotation: true);
        property.SetScale(null, fromDataAnnotation: true);
        property.SetIsUnicode(null, fromDataAnnotation: true);
        property.SetIsFixedLength(null, fromDataAnnotation: true);
    }
}
