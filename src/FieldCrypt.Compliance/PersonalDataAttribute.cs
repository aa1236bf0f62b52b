using Microsoft.Extensions.Compliance.Classification;

namespace FieldCrypt.Compliance;

/// <summary>
/// Marks personal data that is no account data.
/// Logging with <c>EnableRedaction()</c> of Microsoft.Extensions.Telemetry redacts what it marks: by the redactor set for
/// <see cref="FieldCryptTaxonomy.PersonalData"/>, else by erasing it. It encrypts nothing: for storage add
/// <c>[Encrypted]</c>, of which FieldCrypt's rule FC1006 reminds where it is turned on.
/// </summary>
public sealed class PersonalDataAttribute : DataClassificationAttribute
{
    /// <summary>Classifies what it marks.</summary>
    public PersonalDataAttribute()
        : base(FieldCryptTaxonomy.PersonalData)
    {
    }
}
