namespace FieldCrypt.Generators.Model;

/// <summary>An entity and the name of the file generated for it.</summary>
internal sealed record EntityFile(string HintName, EntityModel Entity);
