using FieldCrypt.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>A member with [Encrypted] on its own declaration. The first one of a type stands for the whole type.</summary>
internal static class MarkedMember
{
    public static ParsedEntity? Parse(GeneratorAttributeSyntaxContext marked, CancellationToken cancellation)
        => marked.TargetSymbol.ContainingType is { } type && EncryptedMembers.IsFirst(type, marked.Attributes[0])
            ? EntityParser.Parse(type, marked.SemanticModel.Compilation, cancellation)
            : null;
}
