using System.Collections.Immutable;
using FieldCrypt.Generators.Emitting;
using FieldCrypt.Generators.Model;
using FieldCrypt.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators;

/// <summary>
/// Generates, for every type with members marked [Encrypted], how each member is converted, and registers it; and where
/// Entity Framework Core is referenced, the guard against contexts that were not set up for FieldCrypt.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class FieldCryptGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedEntity> marked = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.Encrypted, static (_, _) => true, MarkedMember.Parse)
            .WhereNotNull()
            .WithTrackingName(StepNames.ParseMarked);

        // A syntax provider of our own would walk every node of every file, in every build.
        IncrementalValuesProvider<ParsedEntity> retargeted = context.CompilationProvider
            .SelectMany(static (compilation, _) => compilation.SyntaxTrees)
            .Select(static (tree, cancellation) => RetargetedAttribute.MayBeIn(tree, cancellation) ? tree : null)
            .WhereNotNull()
            .Combine(context.CompilationProvider)
            .SelectMany(static (file, cancellation) => RetargetedAttribute.ParseAll(file.Left, file.Right, cancellation))
            .WithTrackingName(StepNames.ParseRetargeted);

        // An owner's default counts for what it owns, so the class may have no encrypted member itself.
        IncrementalValuesProvider<DiagnosticInfo> defaults = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.EncryptionContext, static (_, _) => true, ContextParser.CheckDefault)
            .WhereNotNull();

        IncrementalValuesProvider<DiagnosticInfo> diagnostics = Diagnostics(marked).Combine(Diagnostics(retargeted)).Combine(defaults.Collect())
            .SelectMany(static (all, _) => all.Left.Left.AddRange(all.Left.Right).AddRange(all.Right).Distinct())
            .WithTrackingName(StepNames.Diagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));

        IncrementalValuesProvider<EntityFile> files = Entities(marked).Combine(Entities(retargeted))
            .SelectMany(static (all, _) => EntityFiles.Assign(all.Left.AddRange(all.Right)))
            .WithTrackingName(StepNames.EntityFiles);
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.HintName, EntityEmitter.Emit(file.Entity)));

        IncrementalValueProvider<ImmutableEquatableArray<RegistrationModel>> registrations = files
            .Select(static (file, _) => RegistrationModel.From(file.Entity))
            .Collect()
            .Select(static (all, _) => all.ToImmutableEquatableArray())
            .WithTrackingName(StepNames.Registrations);
        context.RegisterSourceOutput(registrations, static (output, all) =>
        {
            if (all.Count > 0)
                output.AddSource(RegistrationEmitter.FileName, RegistrationEmitter.Emit(all));
        });

        IncrementalValueProvider<bool> needsGuard = context.CompilationProvider
            .Select(static (compilation, _) => compilation.GetTypeByMetadataName(KnownNames.DbContext) is not null
                && compilation.GetTypeByMetadataName(KnownNames.OptionsExtension) is not null)
            .WithTrackingName(StepNames.Guard);
        context.RegisterSourceOutput(needsGuard, static (output, needed) =>
        {
            if (needed)
                output.AddSource(GuardEmitter.FileName, GuardEmitter.Emit());
        });
    }

    /// <summary>All diagnostics together: several entities may take one malformed default context.</summary>
    private static IncrementalValueProvider<ImmutableArray<DiagnosticInfo>> Diagnostics(IncrementalValuesProvider<ParsedEntity> parsed)
        => parsed.SelectMany(static (entity, _) => entity.Diagnostics).Collect();

    private static IncrementalValueProvider<ImmutableArray<EntityModel>> Entities(IncrementalValuesProvider<ParsedEntity> parsed)
        => parsed
            .Select(static (entity, _) => entity.Entity)
            .WhereNotNull()
            .WithTrackingName(StepNames.Entities)
            .Collect();
}
