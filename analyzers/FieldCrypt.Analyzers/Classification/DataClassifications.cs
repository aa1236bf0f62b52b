using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Reads attributes that declare what a member holds: those deriving from
/// Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute, and [CreditCard], [DataType(CreditCard)],
/// [PersonalData], [ProtectedPersonalData].
/// </summary>
internal static class DataClassifications
{
    private const string BaseAttribute = "DataClassificationAttribute";
    private const int CreditCardDataType = 14;

    /// <summary>What the member's attributes declare; <see langword="null"/> when they declare nothing.</summary>
    /// <param name="member">A property, field or parameter.</param>
    /// <param name="settings">Holds the mapping of attribute names to classes of data.</param>
    public static SensitiveData? Of(ISymbol member, FileSettings settings)
    {
        foreach (var attribute in member.GetAttributes())
        {
            if (attribute.AttributeClass is { } attributeClass && Of(attribute, attributeClass, settings) is { } declared)
            {
                return declared;
            }
        }

        return null;
    }

    private static SensitiveData? Of(AttributeData attribute, INamedTypeSymbol attributeClass, FileSettings settings)
    {
        var name = attribute.ShortName();
        if (settings.ClassificationOf(name) is { } mapped)
        {
            return Mapped(mapped, name);
        }

        switch (name)
        {
            case "CreditCard":
            case "DataType" when attribute.PositionalArgument(0) is CreditCardDataType:
                return new SensitiveData(SensitiveKind.Pan, Confidence.High, name);
            case "CardholderData":
                return Mapped("chd", name);
            case "SensitiveAuthenticationData":
                return Mapped("sad", name);
            case "PersonalData" or "ProtectedPersonalData":
                return Mapped("pii", name);
            case "NoDataClassification":
                return null;
        }

        for (var type = attributeClass.BaseType; type is not null; type = type.BaseType)
        {
            if (type.Name == BaseAttribute)
            {
                return Mapped("pii", name);
            }
        }

        return null;
    }

    private static SensitiveData Mapped(string data, string attributeName) => data switch
    {
        "chd" => new SensitiveData(SensitiveKind.DeclaredCardholderData, Confidence.High, attributeName),
        "sad" => new SensitiveData(SensitiveKind.DeclaredAuthenticationData, Confidence.High, attributeName),
        "pii" => new SensitiveData(SensitiveKind.PersonalData, Confidence.High, attributeName),
        _ => SensitiveData.None,
    };
}
