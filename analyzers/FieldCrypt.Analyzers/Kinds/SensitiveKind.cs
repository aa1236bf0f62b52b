namespace FieldCrypt.Analyzers;

/// <summary>What a member holds, in the words of PCI DSS.</summary>
internal enum SensitiveKind
{
    None,

    /// <summary>Primary account number: cardholder data (CHD).</summary>
    Pan,

    /// <summary>Cardholder data when stored with the PAN.</summary>
    CardholderName,

    /// <summary>Expiry date or a part of it: cardholder data when stored with the PAN.</summary>
    Expiry,

    /// <summary>Cardholder data when stored with the PAN.</summary>
    ServiceCode,

    /// <summary>CVV, CVC, CVV2, CID and the like: sensitive authentication data (SAD).</summary>
    VerificationCode,

    /// <summary>Magnetic stripe or chip track: SAD.</summary>
    TrackData,

    /// <summary>PIN or PIN block: SAD.</summary>
    Pin,

    /// <summary>IBAN or bank account number.</summary>
    BankAccount,

    /// <summary>Social security, tax, passport, identity card number.</summary>
    NationalId,

    /// <summary>Birth date, e-mail address, telephone number and the like.</summary>
    PersonalData,

    /// <summary>Declared cardholder data by an attribute; the name does not tell which.</summary>
    DeclaredCardholderData,

    /// <summary>Declared SAD by an attribute; the name does not tell which.</summary>
    DeclaredAuthenticationData,
}
