using System.Collections.Immutable;

namespace FieldCrypt.Analyzers;

/// <summary>One line of [rules]: the concepts a name must hold, and the evidence around it.</summary>
internal sealed record VocabularyRule(
    SensitiveKind Kind,
    Confidence Confidence,
    ImmutableArray<string> Concepts,
    bool Only,
    bool Ordered,
    MemberShapes Shapes,
    ImmutableArray<string> When,
    ImmutableArray<string> Unless);
