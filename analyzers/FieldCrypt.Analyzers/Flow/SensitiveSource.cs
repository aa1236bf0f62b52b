using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Where sensitive plaintext enters an expression.</summary>
/// <param name="Name">As shown in messages: <c>Card.Pan</c>, <c>cardNumber</c>.</param>
/// <param name="Kind">What it holds; <see cref="SensitiveKind.None"/> for an [Encrypted] member of no known kind.</param>
/// <param name="Symbol">The member, parameter or local, where one resolves.</param>
internal sealed record SensitiveSource(string Name, SensitiveKind Kind, ISymbol? Symbol)
{
    /// <summary>"a PAN", "the plaintext of an [Encrypted] property".</summary>
    public string Description => Kind == SensitiveKind.None ? "the plaintext of an [Encrypted] property" : Kind.Describe();
}
