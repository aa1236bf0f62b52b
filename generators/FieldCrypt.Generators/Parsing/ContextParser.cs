using FieldCrypt.Generators.Diagnostics;
using FieldCrypt.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>
/// The encryption context of a member: the attribute's own, else the default of the declaring class, else that of its
/// base classes from the nearest up, else that of the assembly, else the empty context. Where the class turns out to be part
/// of another in a model, the default of an owner's class comes before that of the assembly.
/// </summary>
internal static class ContextParser
{
    /// <summary>Reads a member's context; null with a diagnostic if it is malformed.</summary>
    public static (ImmutableEquatableArray<ContextPair>? Pairs, bool TakesOwnersContext) Parse(ISymbol member, AttributeData encrypted, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        (string text, AttributeData attribute, string? argument, bool isOwn) = Find(member, encrypted);
        string? error = EncryptionContextGrammar.Parse(text, out KeyValuePair<string, string>[] pairs);
        if (error is null)
            return (pairs.Select(static pair => new ContextPair(pair.Key, pair.Value)).ToImmutableEquatableArray(), !isOwn);

        // A default is written in another place, perhaps another assembly; then the member shows where it takes effect.
        Location? location = attribute.GetArgumentLocation(argument, cancellation) ?? encrypted.GetLocation(cancellation);
        diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.InvalidContext, location, text, error));
        return default;
    }

    /// <summary>What is wrong with the default context of a class or assembly; null if it is well-formed.</summary>
    public static DiagnosticInfo? CheckDefault(GeneratorAttributeSyntaxContext marked, CancellationToken cancellation)
    {
        AttributeData attribute = marked.Attributes[0];
        return attribute.GetFirstString() is { } text && EncryptionContextGrammar.Parse(text, out _) is { } error
            ? DiagnosticInfo.Create(GeneratorDiagnostics.InvalidContext, attribute.GetArgumentLocation(null, cancellation), text, error)
            : null;
    }

    private static (string Text, AttributeData Attribute, string? Argument, bool IsOwn) Find(ISymbol member, AttributeData encrypted)
    {
        if (encrypted.GetNamed<string>("Context") is { } own)
            return (own, encrypted, "Context", true);

        for (INamedTypeSymbol? type = member.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.FindAttribute(KnownNames.EncryptionContext) is { } ofClass && ofClass.GetFirstString() is { } text)
                return (text, ofClass, null, true);
        }

        return member.ContainingAssembly.FindAttribute(KnownNames.EncryptionContext) is { } ofAssembly && ofAssembly.GetFirstString() is { } fallback
            ? (fallback, ofAssembly, null, false)
            : ("", encrypted, null, false);
    }
}
