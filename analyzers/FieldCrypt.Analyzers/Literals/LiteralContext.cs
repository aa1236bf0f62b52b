namespace FieldCrypt.Analyzers;

/// <summary>What the names around a literal say of it.</summary>
internal readonly record struct LiteralContext(bool SpeaksOfCards, bool SpeaksOfOtherNumbers);
