using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

internal static partial class DiagnosticCatalogue
{
    public static readonly DiagnosticDescriptor PanLiteral = new(
        RuleIds.PanLiteral,
        "PAN in source",
        "This literal holds a {0} number with a right check digit. Remove it from the source; in tests use a number that the network publishes for that.",
        RuleInfo.SourceCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Source is copied to every clone, build and backup. A number that was committed stays in the history.",
        RuleInfo.HelpLink(RuleIds.PanLiteral),
        "PciDss:3.5.1", "PciDss:6.5.5", "CWE-540");

    public static readonly DiagnosticDescriptor TestPanLiteral = new(
        RuleIds.TestPanLiteral,
        "Published test card number in source",
        "This literal is a {0} number published for tests. It belongs into test code alone.",
        RuleInfo.SourceCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Test numbers are nobody's card, but test data must be gone before a system goes into production (PCI DSS 6.5.6).",
        RuleInfo.HelpLink(RuleIds.TestPanLiteral),
        "PciDss:6.5.6");

    public static readonly DiagnosticDescriptor TrackLiteral = new(
        RuleIds.TrackLiteral,
        "Magnetic stripe data in source",
        "This literal has the shape of track {0} of a card: sensitive authentication data, which must not be kept after authorization. Remove it.",
        RuleInfo.SourceCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Full track data may not be stored after authorization, even encrypted (PCI DSS 3.3.1.1).",
        RuleInfo.HelpLink(RuleIds.TrackLiteral),
        "PciDss:3.3.1.1", "CWE-540");

    public static readonly DiagnosticDescriptor HardCodedKey = new(
        RuleIds.HardCodedKey,
        "Key, PIN or passphrase in source",
        "'{0}' of {1} is a constant. Read it from a secret store, an environment variable or a prompt.",
        RuleInfo.SourceCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Whoever has the source or the binary has the key: keys are kept in the fewest places (PCI DSS 3.6.1.4).",
        RuleInfo.HelpLink(RuleIds.HardCodedKey),
        "PciDss:3.6.1", "CWE-321");
}
