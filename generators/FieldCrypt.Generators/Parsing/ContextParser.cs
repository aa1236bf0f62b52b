using FieldCrypt.Generators.Diagnostics;
using FieldCrypt.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>
/// The encryption context of a member: the attribute's own, else the default of the declaring class, else that of its
/// base classes from the nearest up, else that of the assembly, else the empty context.
/// </summary>
internal static class ContextParser
{
    /// <summary>Reads a member's context; null with a diagnostic if it is malformed.</summary>
    public static ImmutableEquatableArray<ContextPair>? Parse(ISymbol member, AttributeData encrypted, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        (string text, AttributeData attribute, string? argument) = Find(member, encrypted);
        string? error = EncryptionContextGrammar.Parse(text, out KeyValuePair<string, string>[] pairs);
        if (error is null)
            return pairs.Select(static pair => new ContextPair(pair.Key, pair.Value)).ToImmutableEquatableArray();

        // A default is written in another place, perhaps another assembly; then the member shows where it takes effect.
        Location? location = attribute.GetArgumentLocation(argument, cancellation) ?? encrypted.GetLocation(cancellation);
        diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.InvalidContext, location, text, error));
        return null;
    }

    private static (string Text, AttributeData Attribute, string? Argument) Find(ISymbol member, AttributeData encrypted)
    {
        if (encrypted.GetNamed<string>("Context") is { } own)
            return (own, encrypted, "Context");

        for (INamedTypeSymbol? type = member.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.FindAttribute(KnownNames.EncryptionContext) is { } ofClass && ofClass.GetFirstString() is { } text)
                return (text, ofClass, null);
        }

        return member.ContainingAssembly.FindAttribute(KnownNames.EncryptionContext) is { } ofAssembly && ofAssembly.GetFirstString() is { } fallback
            ? (fallback, ofAssembly, null)
            : ("", encrypted, null);
    }
}
