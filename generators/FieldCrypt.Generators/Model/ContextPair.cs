namespace FieldCrypt.Generators.Model;

/// <summary>One <c>Name=value</c> pair of an encryption context.</summary>
internal sealed record ContextPair(string Name, string Value);
