using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

internal static partial class DiagnosticCatalogue
{
    public static readonly DiagnosticDescriptor SensitiveContext = new(
        RuleIds.SensitiveContext,
        "Encryption context holds a sensitive-looking value",
        "The encryption context pair '{0}' looks like {1}: contexts are logged in clear. Use a value that names a purpose or tenant, not a person or a secret.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The encryption context is authenticated but not secret; key services write it to their audit logs.",
        RuleInfo.HelpLink(RuleIds.SensitiveContext),
        "CWE-532");

    public static readonly DiagnosticDescriptor EncryptedKey = new(
        RuleIds.EncryptedKey,
        "Encrypted property is a key",
        "'{0}' is [Encrypted] and {1}, but two encryptions of one value differ, so it identifies nothing. Use a surrogate key.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Primary, alternate and foreign keys, and partition or sort keys, are compared by the database.",
        RuleInfo.HelpLink(RuleIds.EncryptedKey));

    public static readonly DiagnosticDescriptor EncryptedIndex = new(
        RuleIds.EncryptedIndex,
        "Encrypted property is indexed",
        "'{0}' is [Encrypted] and part of an index: ciphertext has no order and no equality. Remove the index; for equality search set Searchable = true, which indexes the blind index.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An index over ciphertext costs space and answers no query.",
        RuleInfo.HelpLink(RuleIds.EncryptedIndex));

    public static readonly DiagnosticDescriptor EncryptedConcurrencyToken = new(
        RuleIds.EncryptedConcurrencyToken,
        "Encrypted property is a concurrency token or discriminator",
        "'{0}' is [Encrypted] and {1}, which the database compares: ciphertext never compares equal. Use another column.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Concurrency tokens and discriminators are compared by the database.",
        RuleInfo.HelpLink(RuleIds.EncryptedConcurrencyToken));

    public static readonly DiagnosticDescriptor EncryptedConversion = new(
        RuleIds.EncryptedConversion,
        "Encrypted property has a value conversion of its own",
        "'{0}' is [Encrypted] and given a conversion by {1}: FieldCrypt sets the converter. Remove the call.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An encrypted property has one way to its column.",
        RuleInfo.HelpLink(RuleIds.EncryptedConversion));

    public static readonly DiagnosticDescriptor EncryptedColumnType = new(
        RuleIds.EncryptedColumnType,
        "Column of an encrypted property is too short or of the wrong type",
        "'{0}' is [Encrypted], but {1}",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A column holds the envelope: the encoded plaintext, up to 96 bytes more, and one third more again as base64url text.",
        RuleInfo.HelpLink(RuleIds.EncryptedColumnType));

    public static readonly DiagnosticDescriptor QueryOnCiphertext = new(
        RuleIds.QueryOnCiphertext,
        "Query cannot be answered from ciphertext",
        "{1} on the [Encrypted] property '{0}' cannot be answered from ciphertext. {2}.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Ordering, ranges, pattern search, grouping and aggregates need plaintext; such a query is refused at run time.",
        RuleInfo.HelpLink(RuleIds.QueryOnCiphertext));

    public static readonly DiagnosticDescriptor EqualityNotSearchable = new(
        RuleIds.EqualityNotSearchable,
        "Equality on an encrypted property that is not searchable",
        "Equality on '{0}' cannot be answered: it is [Encrypted] without a blind index. Set Searchable = true on the attribute.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Equality is answered from the blind index that Searchable = true adds; without it the query is refused at run time.",
        RuleInfo.HelpLink(RuleIds.EqualityNotSearchable));

    public static readonly DiagnosticDescriptor MissingUseFieldCrypt = new(
        RuleIds.MissingUseFieldCrypt,
        "DbContext with encrypted properties is configured without UseFieldCrypt",
        "'{0}' maps [Encrypted] properties (such as '{1}') but is configured here without UseFieldCrypt: its saves and queries will be refused. Add .UseFieldCrypt(services) to the options.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Without UseFieldCrypt the encrypted properties have no column.",
        RuleInfo.HelpLink(RuleIds.MissingUseFieldCrypt));

    public static readonly DiagnosticDescriptor EncryptedNotPersisted = new(
        RuleIds.EncryptedNotPersisted,
        "Encrypted member of a type that is not persisted",
        "'{0}' is [Encrypted], but nothing in this compilation persists '{1}': the attribute has no effect there. Remove it, or map the type.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Info,
        isEnabledByDefault: false,
        "The attribute acts where a value is stored, not in memory.",
        RuleInfo.HelpLink(RuleIds.EncryptedNotPersisted));

    public static readonly DiagnosticDescriptor EncryptedSeedData = new(
        RuleIds.EncryptedSeedData,
        "Plaintext of an encrypted property is written into the model",
        "'{0}' is [Encrypted], but {1} would write its plaintext into the model and its migrations. Insert the row at run time instead.",
        RuleInfo.MisuseCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Seed data and default values become literals in migrations.",
        RuleInfo.HelpLink(RuleIds.EncryptedSeedData),
        RuleInfo.CleartextStorage);
}
