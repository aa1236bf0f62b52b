using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>
/// The <c>fieldcrypt_…</c> keys of .editorconfig, read per file and, for settings of the whole compilation, from the
/// global options or any file's section.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>fieldcrypt_models = auto | persisted | entity_like | all</term><description>Which types count as persisted, see <see cref="ModelScope"/>.</description></item>
/// <item><term>fieldcrypt_ignored_names = A, B</term><description>Member names (or <c>Type.Member</c>) that are never sensitive.</description></item>
/// <item><term>fieldcrypt_names.&lt;kind&gt; = A, B</term><description>Further member names of a kind: pan, verification_code, track_data, pin, cardholder_name, expiry, service_code, bank_account, national_id, personal_data.</description></item>
/// <item><term>fieldcrypt_classification.&lt;Attribute&gt; = chd | sad | pii | none</term><description>What a data classification attribute stands for.</description></item>
/// <item><term>fieldcrypt_minimum_confidence = low | medium | high</term><description>How sure the classifier must be; medium unless set.</description></item>
/// <item><term>fieldcrypt_leak_kinds = expiry, bank_account</term><description>Further kinds of data that the leak rules follow, beside PANs, authentication data, a cardholder's name with its PAN, and [Encrypted] members.</description></item>
/// </list>
/// </remarks>
internal sealed class AnalyzerSettings
{
    public const string ModelsKey = "fieldcrypt_models";
    public const string IgnoredNamesKey = "fieldcrypt_ignored_names";
    public const string NamesKeyPrefix = "fieldcrypt_names.";
    public const string ClassificationKeyPrefix = "fieldcrypt_classification.";
    public const string MinimumConfidenceKey = "fieldcrypt_minimum_confidence";

    public const string LeakKindsKey = "fieldcrypt_leak_kinds";

    private readonly AnalyzerConfigOptionsProvider _provider;
    private readonly ConcurrentDictionary<SyntaxTree, FileSettings> _files = new();

    public AnalyzerSettings(AnalyzerConfigOptionsProvider provider) => _provider = provider;

    /// <summary>The settings that hold for one file.</summary>
    public FileSettings For(SyntaxTree? tree) => tree is null
        ? new FileSettings(_provider.GlobalOptions)
        : _files.GetOrAdd(tree, t => new FileSettings(_provider.GetOptions(t)));

    /// <summary>The settings at a symbol's first declaration.</summary>
    public FileSettings For(ISymbol symbol) =>
        For(symbol.DeclaringSyntaxReferences.Length == 0 ? null : symbol.DeclaringSyntaxReferences[0].SyntaxTree);
}
