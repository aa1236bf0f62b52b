namespace FieldCrypt.Analyzers;

/// <summary>How sure the classifier is.</summary>
internal enum Confidence
{
    None,
    Low,
    Medium,
    High,
}
