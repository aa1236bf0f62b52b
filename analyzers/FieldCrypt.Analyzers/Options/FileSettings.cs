using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>The settings that hold for one file, typed.</summary>
internal sealed class FileSettings
{
    private static readonly ImmutableArray<(string Key, SensitiveKind Kind)> NamesKeys =
        SensitiveKinds.ByKey.Select(static pair => (AnalyzerSettings.NamesKeyPrefix + pair.Key, pair.Kind)).ToImmutableArray();

    // Asked for every attribute of every member: the keys are put together once.
    private static readonly NameCache<(string Short, string Full)> ClassificationKeys = new(static name =>
        (AnalyzerSettings.ClassificationKeyPrefix + name, AnalyzerSettings.ClassificationKeyPrefix + name + "Attribute"));

    private readonly AnalyzerConfigOptions _options;
    private readonly HashSet<string> _ignoredNames;
    private readonly Dictionary<string, SensitiveKind> _names;

    public FileSettings(AnalyzerConfigOptions options)
    {
        _options = options;
        Models = Read(AnalyzerSettings.ModelsKey) switch
        {
            "persisted" => ModelScope.Persisted,
            "entity_like" => ModelScope.EntityLike,
            "all" => ModelScope.All,
            _ => ModelScope.Auto,
        };
        MinimumConfidence = Read(AnalyzerSettings.MinimumConfidenceKey) switch
        {
            "low" => Confidence.Low,
            "high" => Confidence.High,
            _ => Confidence.Medium,
        };
        _ignoredNames = new HashSet<string>(ReadList(AnalyzerSettings.IgnoredNamesKey), StringComparer.OrdinalIgnoreCase);
        _names = ReadNames();
        LeakKinds = [.. ReadList(AnalyzerSettings.LeakKindsKey).Select(SensitiveKinds.Parse)];
    }

    public ModelScope Models { get; }

    public Confidence MinimumConfidence { get; }

    /// <summary>Kinds that the leak rules follow beside those they always do.</summary>
    public HashSet<SensitiveKind> LeakKinds { get; }

    /// <summary>Whether a member was named as never sensitive, as <c>Member</c> or <c>Type.Member</c>.</summary>
    public bool IsIgnored(string typeName, string memberName) =>
        _ignoredNames.Count > 0 && (_ignoredNames.Contains(memberName) || _ignoredNames.Contains(typeName + "." + memberName));

    /// <summary>Whether any <c>fieldcrypt_names.&lt;kind&gt;</c> is set.</summary>
    public bool HasNames => _names.Count > 0;

    /// <summary>The kind that <c>fieldcrypt_names.&lt;kind&gt;</c> gives to a member name, else <see cref="SensitiveKind.None"/>.</summary>
    public SensitiveKind KindOf(string memberName) =>
        _names.TryGetValue(memberName, out var kind) ? kind : SensitiveKind.None;

    /// <summary>What <c>fieldcrypt_classification.&lt;attribute&gt;</c> says, else <see langword="null"/>.</summary>
    /// <param name="attributeName">With or without its suffix "Attribute".</param>
    public string? ClassificationOf(string attributeName)
    {
        var (shortKey, fullKey) = ClassificationKeys.Of(AttributeNames.Short(attributeName));
        return Read(shortKey) ?? Read(fullKey);
    }

    private string? Read(string key) =>
        _options.TryGetValue(key, out var value) && value.Trim() is { Length: > 0 } text ? text.ToLowerInvariant() : null;

    private IEnumerable<string> ReadList(string key) =>
        _options.TryGetValue(key, out var value)
            ? value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(static part => part.Trim())
            : [];

    private Dictionary<string, SensitiveKind> ReadNames()
    {
        var names = new Dictionary<string, SensitiveKind>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, kind) in NamesKeys)
        {
            foreach (var name in ReadList(key))
            {
                names[name] = kind;
            }
        }

        return names;
    }
}
