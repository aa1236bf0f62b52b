using FieldCrypt.Generators.Diagnostics;
using FieldCrypt.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Parsing;

/// <summary>Checks the names that ciphertext is bound to.</summary>
internal static class LogicalNames
{
    public static bool Check(string kind, string? name, int maximumLength, Location? location, List<DiagnosticInfo> diagnostics)
    {
        string? error = name switch
        {
            null => null,
            "" => "is empty",
            _ when name.Length > maximumLength => $"has {name.Length} characters",
            _ when name.Contains('/') => "holds '/'",
            _ when HasLoneSurrogate(name) => "holds half of a surrogate pair",
            _ => null,
        };
        if (error is null)
            return true;
        diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.InvalidName, location, kind, name!, error, maximumLength.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return false;
    }

    /// <summary>
    /// Checks that no earlier member of the class or its base classes has a member's logical column name. A member that
    /// hides one of the same name takes its place.
    /// </summary>
    public static void CheckUnique(INamedTypeSymbol type, ISymbol member, AttributeData attribute, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        string name = Of(member, attribute);
        for (INamedTypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach ((ISymbol other, AttributeData otherAttribute) in EncryptedMembers.Of(declaring))
            {
                if (SymbolEqualityComparer.Default.Equals(other, member))
                    break;
                if (other.Name == member.Name || Of(other, otherAttribute) != name)
                    continue;
                diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.DuplicateName, attribute.GetArgumentLocation("Name", cancellation),
                    $"{type.Name}.{member.Name}", $"{declaring.Name}.{other.Name}", name));
                return;
            }
        }

        static string Of(ISymbol member, AttributeData attribute) => attribute.GetNamed<string>("Name") ?? member.Name;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return true;
        }

        return false;
    }
}
