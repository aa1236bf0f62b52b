using Microsoft.Extensions.Compliance.Classification;

namespace FieldCrypt.Compliance;

/// <summary>
/// Marks cardholder data: a PAN, and name, expiry date and service code beside one (PCI DSS 3.5.1 for storage).
/// Logging with <c>EnableRedaction()</c> of Microsoft.Extensions.Telemetry redacts what it marks: by the redactor set for
/// <see cref="FieldCryptTaxonomy.CardholderData"/>, else by erasing it. It encrypts nothing: for storage add
/// <c>[Encrypted]</c>, of which FieldCrypt's rule FC1007 reminds.
/// </summary>
public sealed class CardholderDataAttribute : DataClassificationAttribute
{
    /// <summary>Classifies what it marks.</summary>
    public CardholderDataAttribute()
        : base(FieldCryptTaxonomy.CardholderData)
    {
    }
}
