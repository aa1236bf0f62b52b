using Microsoft.Extensions.Compliance.Classification;

namespace FieldCrypt.Compliance;

/// <summary>The classes of data that redactors are chosen by: <c>redaction.SetRedactor&lt;ErasingRedactor&gt;(FieldCryptTaxonomy.CardholderData)</c>.</summary>
public static class FieldCryptTaxonomy
{
    /// <summary>The taxonomy's name.</summary>
    public const string Name = "FieldCrypt";

    /// <summary>PAN, cardholder name, expiry date, service code (PCI DSS, "cardholder data").</summary>
    public static DataClassification CardholderData { get; } = new(Name, nameof(CardholderData));

    /// <summary>Track data, card verification code, PIN and PIN block: never stored after authorization, encrypted or not (PCI DSS 3.3).</summary>
    public static DataClassification SensitiveAuthenticationData { get; } = new(Name, nameof(SensitiveAuthenticationData));

    /// <summary>Data about a person that is no account data.</summary>
    public static DataClassification PersonalData { get; } = new(Name, nameof(PersonalData));
}
