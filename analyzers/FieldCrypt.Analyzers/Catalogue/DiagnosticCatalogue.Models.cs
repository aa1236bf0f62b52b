using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>One descriptor for every rule.</summary>
internal static partial class DiagnosticCatalogue
{
    public static readonly DiagnosticDescriptor InvalidVocabulary = new(
        RuleIds.InvalidVocabulary,
        "Vocabulary file cannot be read",
        "The vocabulary file is left out: {0}",
        RuleInfo.ModelCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A *.fieldcrypt-vocabulary.txt among the AdditionalFiles breaks the grammar, or uses words or evidence that nothing defines.",
        RuleInfo.HelpLink(RuleIds.InvalidVocabulary));

    public static readonly DiagnosticDescriptor PlaintextPan = new(
        RuleIds.PlaintextPan,
        "PAN is stored in plaintext",
        "'{0}' looks like a PAN and '{1}' is persisted: it would be stored in plaintext. Mark it [Encrypted], or store a token or the last four digits instead.",
        RuleInfo.ModelCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A primary account number must be unreadable wherever it is stored (PCI DSS 3.5.1).",
        RuleInfo.HelpLink(RuleIds.PlaintextPan),
        "PciDss:3.5.1", RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor StoredAuthenticationData = new(
        RuleIds.StoredAuthenticationData,
        "Sensitive authentication data is persisted",
        "'{0}' looks like {2} and '{1}' is persisted: sensitive authentication data must not be stored after authorization, even encrypted (PCI DSS 3.3.1). Remove it from the persisted type.",
        RuleInfo.ModelCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Track data, card verification codes and PINs must not be kept after authorization, encrypted or not (PCI DSS 3.3.1).",
        RuleInfo.HelpLink(RuleIds.StoredAuthenticationData),
        "PciDss:3.3.1", RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor PlaintextCardholderData = new(
        RuleIds.PlaintextCardholderData,
        "Cardholder data is stored with a PAN in plaintext",
        "'{0}' looks like {2} and is stored in plaintext beside the PAN of '{1}'. Mark it [Encrypted], or leave it out.",
        RuleInfo.ModelCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Cardholder name, expiry date and service code are account data when stored with the PAN; keep them to a minimum (PCI DSS 3.2.1).",
        RuleInfo.HelpLink(RuleIds.PlaintextCardholderData),
        "PciDss:3.2.1", RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor PlaintextBankAccount = new(
        RuleIds.PlaintextBankAccount,
        "Bank account is stored in plaintext",
        "'{0}' looks like a bank account and '{1}' is persisted: it would be stored in plaintext. Mark it [Encrypted].",
        RuleInfo.ModelCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: false,
        "IBANs and bank account numbers. Opt-in: set the severity in .editorconfig.",
        RuleInfo.HelpLink(RuleIds.PlaintextBankAccount),
        RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor PlaintextNationalId = new(
        RuleIds.PlaintextNationalId,
        "National identifier is stored in plaintext",
        "'{0}' looks like a national identifier and '{1}' is persisted: it would be stored in plaintext. Mark it [Encrypted].",
        RuleInfo.ModelCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: false,
        "Social security, tax, passport and identity card numbers. Opt-in: set the severity in .editorconfig.",
        RuleInfo.HelpLink(RuleIds.PlaintextNationalId),
        RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor PlaintextPersonalData = new(
        RuleIds.PlaintextPersonalData,
        "Personal data is stored in plaintext",
        "'{0}' looks like personal data and '{1}' is persisted: it would be stored in plaintext. Mark it [Encrypted].",
        RuleInfo.ModelCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: false,
        "Birth dates, e-mail addresses, telephone numbers and the like. Opt-in: set the severity in .editorconfig.",
        RuleInfo.HelpLink(RuleIds.PlaintextPersonalData),
        "CWE-359", RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor PlaintextDeclaredData = new(
        RuleIds.PlaintextDeclaredData,
        "Member classified as cardholder data is stored in plaintext",
        "'{0}' is classified as cardholder data by [{2}] and '{1}' is persisted: it would be stored in plaintext. Mark it [Encrypted].",
        RuleInfo.ModelCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A data classification attribute mapped to cardholder data says what the name does not.",
        RuleInfo.HelpLink(RuleIds.PlaintextDeclaredData),
        "PciDss:3.5.1", RuleInfo.CleartextStorage);
}
