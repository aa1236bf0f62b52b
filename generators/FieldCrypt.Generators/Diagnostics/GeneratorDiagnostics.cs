using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Diagnostics;

/// <summary>
/// Every diagnostic of the generator. An encrypted member that is not wired is an error that no setting turns off.
/// </summary>
internal static class GeneratorDiagnostics
{
    public const string Category = "FieldCrypt.Declaration";

    private const string HelpPages = "https://github.com/fieldcrypt/fieldcrypt/blob/main/docs/rules/";

    public static readonly DiagnosticDescriptor UnsupportedType = new(
        "FC0001",
        "The type cannot be encrypted",
        "'{0}' is marked [Encrypted], but values of type '{1}' cannot be encrypted; use string, byte[], bool, char, an integer or floating-point type, decimal, Guid, a date or time type, an enum or Uri, or encrypt a member that holds the serialized value",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0001.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor InvalidContext = new(
        "FC0002",
        "The encryption context is malformed",
        "The encryption context \"{0}\" is malformed: {1}; write comma-separated Name=value pairs such as \"Department=finance\"",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0002.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor MemberCannotBeMapped = new(
        "FC0003",
        "The member cannot be mapped",
        "'{0}' is marked [Encrypted], but {1}; {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0003.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor TypeCannotBeNamed = new(
        "FC0004",
        "Generated code cannot name the type",
        "'{0}' is marked [Encrypted], but generated code cannot name '{1}', which is {2}; {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0004.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor PadToOutOfRange = new(
        "FC0005",
        "PadTo is out of range",
        "PadTo of '{0}' is {1}; set it to a number of bytes from 0 (no padding) to 4096",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0005.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor InvalidName = new(
        "FC0006",
        "The logical name is invalid",
        "The logical {0} name \"{1}\" {2}; use 1 to {3} characters without '/'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0006.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor NotSearchable = new(
        "FC0007",
        "The type has no canonical form to search by",
        "'{0}' is marked Searchable, but equal values of type '{1}' can differ in their bytes ({2}); remove Searchable or {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0007.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor DuplicateName = new(
        "FC0008",
        "Two members have one logical name",
        "'{0}' and '{1}' have the same logical column name \"{2}\", so that their ciphertexts could be swapped; give one of them another [Encrypted(Name = ...)]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0008.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor ConflictingAttribute = new(
        "FC0009",
        "Another attribute contradicts [Encrypted]",
        "'{0}' is marked [Encrypted] and [{1}]; {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpPages + "FC0009.md", customTags: WellKnownDiagnosticTags.NotConfigurable);
}
