namespace FieldCrypt.Generators.Model;

/// <summary>What a type gave: the model of the members that can be wired, and what is wrong with the others.</summary>
internal sealed record ParsedEntity(EntityModel? Entity, ImmutableEquatableArray<DiagnosticInfo> Diagnostics);
