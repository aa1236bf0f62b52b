namespace FieldCrypt.Generators;

/// <summary>The names of the pipeline's steps, by which tests see whether an edit re-ran them.</summary>
internal static class StepNames
{
    public const string ParseMarked = nameof(ParseMarked);
    public const string ParseRetargeted = nameof(ParseRetargeted);
    public const string Diagnostics = nameof(Diagnostics);
    public const string Entities = nameof(Entities);
    public const string EntityFiles = nameof(EntityFiles);
    public const string Registrations = nameof(Registrations);
    public const string Guard = nameof(Guard);
}
