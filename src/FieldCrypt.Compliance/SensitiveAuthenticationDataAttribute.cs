using Microsoft.Extensions.Compliance.Classification;

namespace FieldCrypt.Compliance;

/// <summary>
/// Marks sensitive authentication data: track data, card verification code, PIN, PIN block (PCI DSS 3.3.1).
/// Logging with <c>EnableRedaction()</c> of Microsoft.Extensions.Telemetry redacts what it marks: by the redactor set for
/// <see cref="FieldCryptTaxonomy.SensitiveAuthenticationData"/>, else by erasing it. It encrypts nothing, and such
/// data may not be stored encrypted either: FieldCrypt's rule FC1002 reports it on a persisted type.
/// </summary>
public sealed class SensitiveAuthenticationDataAttribute : DataClassificationAttribute
{
    /// <summary>Classifies what it marks.</summary>
    public SensitiveAuthenticationDataAttribute()
        : base(FieldCryptTaxonomy.SensitiveAuthenticationData)
    {
    }
}
