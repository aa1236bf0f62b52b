using System.Collections.Immutable;
using FieldCrypt.Generators.Emitting;
using FieldCrypt.Generators.Model;
using FieldCrypt.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators;

/// <summary>Generates, for every type with members marked [Encrypted], how each member is converted, and registers it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FieldCryptGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedEntity> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.Encrypted, static (_, _) => true, static (marked, cancellation) => Parse(marked, cancellation))
            .Where(static entity => entity is not null)
            .Select(static (entity, _) => entity!)
            .WithTrackingName(StepNames.ParseMarked);

        IncrementalValuesProvider<DiagnosticInfo> diagnostics = parsed
            .SelectMany(static (entity, _) => entity.Diagnostics)
            .WithTrackingName(StepNames.Diagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));

        IncrementalValueProvider<ImmutableArray<EntityModel>> entities = parsed
            .Where(static entity => entity.Entity is not null)
            .Select(static (entity, _) => entity.Entity!)
            .WithTrackingName(StepNames.Entities)
            .Collect();

        IncrementalValuesProvider<EntityFile> files = entities
            .SelectMany(static (all, _) => EntityFiles.Assign(all))
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
    }

    private static ParsedEntity? Parse(GeneratorAttributeSyntaxContext marked, CancellationToken cancellation)
        => marked.TargetSymbol.ContainingType is { } type && EncryptedMembers.IsFirst(type, marked.Attributes[0])
            ? EntityParser.Parse(type, marked.SemanticModel.Compilation, cancellation)
            : null;
}
