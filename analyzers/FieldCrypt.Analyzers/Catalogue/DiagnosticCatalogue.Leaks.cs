using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

internal static partial class DiagnosticCatalogue
{
    public static readonly DiagnosticDescriptor LeakToLog = Leak(
        RuleIds.LeakToLog,
        "Sensitive data reaches a log",
        "'{0}' is {1} and reaches the log through {2}. Log the last four digits, a token or nothing.",
        "Logs are kept, copied and read widely; a PAN in them is stored in plaintext (PCI DSS 3.5.1), sensitive authentication data may not be kept at all (PCI DSS 3.3.1).",
        "PciDss:3.5.1", "PciDss:10.3.1", "CWE-532");

    public static readonly DiagnosticDescriptor LeakToConsole = Leak(
        RuleIds.LeakToConsole,
        "Sensitive data reaches console, debug or trace output",
        "'{0}' is {1} and is written out through {2}. Write the last four digits, a token or nothing.",
        "Console, debug and trace output ends in terminals, container logs and trace listeners.",
        "PciDss:3.4.1", "PciDss:3.5.1", "CWE-532");

    public static readonly DiagnosticDescriptor LeakToException = Leak(
        RuleIds.LeakToException,
        "Sensitive data in an exception",
        "'{0}' is {1} and becomes part of an exception by {2}. Name the record or the last four digits instead.",
        "Exceptions are logged, shown and sent to error trackers far from where they are thrown.",
        "PciDss:3.5.1", "CWE-209");

    public static readonly DiagnosticDescriptor LeakToTelemetry = Leak(
        RuleIds.LeakToTelemetry,
        "Sensitive data in traces or metrics",
        "'{0}' is {1} and becomes a tag, baggage, event or label through {2}. Use a token or a card brand instead.",
        "Tags and baggage leave the process, often to another company, and are kept for months.",
        "PciDss:3.5.1", "CWE-532");

    public static readonly DiagnosticDescriptor LeakInToString = Leak(
        RuleIds.LeakInToString,
        "ToString or DebuggerDisplay shows sensitive data",
        "{2} shows '{0}', which is {1}. Show the last four digits or nothing.",
        "What ToString returns ends in logs, messages and crash dumps without anyone asking for it.",
        "PciDss:3.4.1", "CWE-532");

    public static readonly DiagnosticDescriptor LeakInRecordPrinting = Leak(
        RuleIds.LeakInRecordPrinting,
        "A record's ToString prints sensitive data",
        "The ToString that the compiler writes for the record '{2}' prints '{0}', which is {1}. Override PrintMembers or ToString.",
        "A record prints every public member, so each log line and interpolated string that mentions it leaks.",
        "PciDss:3.4.1", "CWE-532");

    public static readonly DiagnosticDescriptor LeakToResponse = Leak(
        RuleIds.LeakToResponse,
        "A persisted type with sensitive data is sent as a response",
        "{2} sends the persisted type of '{0}', which is {1}, to the client. Return a type without it, or mark it [JsonIgnore].",
        "An entity in a response sends every column, also those added later; a PAN is shown masked (PCI DSS 3.4.1).",
        "PciDss:3.4.1", "CWE-359");

    public static readonly DiagnosticDescriptor LeakToSerializer = Leak(
        RuleIds.LeakToSerializer,
        "A persisted type with sensitive data is serialized",
        "{2} writes '{0}', which is {1}, in plaintext. Serialize a type without it, or mark it [JsonIgnore].",
        "A serializer writes every public member of the entity, decrypted.",
        "PciDss:3.5.1", RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor LeakToPlainColumn = Leak(
        RuleIds.LeakToPlainColumn,
        "Sensitive data is stored in an unencrypted property",
        "'{0}' is {1} and is stored in '{2}', which is persisted in plaintext. Mark that property [Encrypted], or store the last four digits or a token.",
        "A copy in a plain column undoes the encryption of the first.",
        "PciDss:3.5.1", RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor LeakToCache = Leak(
        RuleIds.LeakToCache,
        "Sensitive data in a cache, session or cookie",
        "'{0}' is {1} and is put in plaintext into a cache, session or cookie through {2}. Keep a token or an identifier there.",
        "A distributed cache is a store like any other; a memory cache keeps plaintext far longer than a request.",
        "PciDss:3.5.1", RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor LeakToFile = Leak(
        RuleIds.LeakToFile,
        "Sensitive data is written to a file",
        "'{0}' is {1} and is written to a file in plaintext through {2}. Mask it, or encrypt the file.",
        "A PAN must be unreadable wherever it is stored, files and exports included (PCI DSS 3.5.1).",
        "PciDss:3.5.1", RuleInfo.CleartextStorage);

    public static readonly DiagnosticDescriptor LeakOfObject = Leak(
        RuleIds.LeakOfObject,
        "A whole object with sensitive data is logged",
        "The object logged through {2} writes '{0}', which is {1}. Log the members you need.",
        "Destructuring writes every public member into the log.",
        "PciDss:3.5.1", "CWE-532");

    public static readonly DiagnosticDescriptor LeakToSql = Leak(
        RuleIds.LeakToSql,
        "Sensitive data in SQL written by hand",
        "'{0}' is {1} and goes to the database in plaintext through {2}, past FieldCrypt. Save and query it through the mapped entity, or pass a token.",
        "Raw SQL and hand-made parameters are not encrypted: written, the value is stored in plaintext; searched for, it equals no ciphertext.",
        "PciDss:3.5.1", RuleInfo.CleartextStorage);

    private static DiagnosticDescriptor Leak(string id, string title, string message, string description, params string[] tags) => new(
        id,
        title,
        message,
        RuleInfo.LeakCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description,
        RuleInfo.HelpLink(id),
        tags);
}
