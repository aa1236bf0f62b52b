using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>
/// What all rules and fixes share about one compilation: made once, whoever asks first, and as much of it as is asked for.
/// What a file says by itself is in <see cref="FileFacts"/>. Thread-safe.
/// </summary>
internal sealed class CompilationFacts
{
    private static readonly ConditionalWeakTable<Compilation, CompilationFacts> Cache = new();

    private readonly Lazy<MarkedNames> _marked;
    private readonly ConcurrentDictionary<Type, Lazy<object>> _added = new();

    private CompilationFacts(Compilation compilation, AnalyzerOptions options)
    {
        Compilation = compilation;
        Settings = new AnalyzerSettings(options.AnalyzerConfigOptionsProvider);
        Names = NameClassifier.By(VocabularyFiles.Read(options.AdditionalFiles));
        PersistedTypes = new PersistedTypes(compilation, Settings);
        Classifier = new SensitiveDataClassifier(Settings, Names, PersistedTypes);
        Encrypted = new EncryptedMembers(compilation);
        Contexts = new EncryptedContexts(compilation, Encrypted);
        _marked = new Lazy<MarkedNames>(() => new MarkedNames(compilation, Encrypted));
    }

    public Compilation Compilation { get; }

    public AnalyzerSettings Settings { get; }

    /// <summary>Judges names that do not resolve to a symbol.</summary>
    public NameClassifier Names { get; }

    public SensitiveDataClassifier Classifier { get; }

    public PersistedTypes PersistedTypes { get; }

    /// <summary>Says whether a member is encrypted.</summary>
    public EncryptedMembers Encrypted { get; }

    /// <summary>The EF Core contexts that map encrypted members.</summary>
    public EncryptedContexts Contexts { get; }

    public MarkedNames Marked => _marked.Value;

    /// <summary>The facts of the compilation that a rule or fix is started for.</summary>
    public static CompilationFacts Of(Compilation compilation, AnalyzerOptions options) =>
        Cache.TryGetValue(compilation, out var facts) ? facts : Cache.GetValue(compilation, key => new CompilationFacts(key, options));

    /// <summary>What a room that stands on this one adds to the facts.</summary>
    public TFacts Added<TFacts>(Func<CompilationFacts, TFacts> make)
        where TFacts : class =>
        (TFacts)_added.GetOrAdd(typeof(TFacts), _ => new Lazy<object>(() => make(this))).Value;
}
