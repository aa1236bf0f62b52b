namespace FieldCrypt.Analyzers;

/// <summary>The classifier's answer for one member.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Confidence">How sure; <see cref="Confidence.None"/> when not sensitive.</param>
/// <param name="DeclaredBy">The short name of the data classification attribute that says so, else <see langword="null"/>.</param>
internal readonly record struct SensitiveData(SensitiveKind Kind, Confidence Confidence, string? DeclaredBy = null)
{
    public static readonly SensitiveData None;

    /// <summary>Whether the member is sensitive at all, however unsure.</summary>
    public bool IsSensitive => Kind != SensitiveKind.None;
}
