using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>What all rules share about one compilation: made once, whichever rule asks first. Thread-safe.</summary>
internal sealed class CompilationFacts
{
    private static readonly ConditionalWeakTable<Compilation, CompilationFacts> Cache = new();

    private CompilationFacts(Compilation compilation, AnalyzerOptions options)
    {
        Settings = new AnalyzerSettings(options.AnalyzerConfigOptionsProvider);
        Names = NameClassifier.By(VocabularyFiles.Read(options.AdditionalFiles));
        PersistedTypes = new PersistedTypes(compilation, Settings);
        Classifier = new SensitiveDataClassifier(Settings, Names, PersistedTypes);
    }

    public AnalyzerSettings Settings { get; }

    /// <summary>Judges names that do not resolve to a symbol.</summary>
    public NameClassifier Names { get; }

    public SensitiveDataClassifier Classifier { get; }

    public PersistedTypes PersistedTypes { get; }

    /// <summary>The facts of the compilation that a rule is started for.</summary>
    public static CompilationFacts Of(Compilation compilation, AnalyzerOptions options)
    {
        if (Cache.TryGetValue(compilation, out var facts))
        {
            return facts;
        }

        return Cache.GetValue(compilation, key => new CompilationFacts(key, options));
    }
}
