using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Generators.Parsing;

/// <summary>The names of generated classes and members: predictable, and never those of something else.</summary>
internal static class Naming
{
    public static readonly SymbolDisplayFormat NamespaceFormat
        = SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>An identifier as C# writes it: <c>@class</c> for the name class.</summary>
    public static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>Whether a type, what holds it and its namespaces have names; while code is being typed they may not.</summary>
    public static bool HasValidName(INamedTypeSymbol type)
    {
        for (INamespaceOrTypeSymbol outer = type; outer is not INamespaceSymbol { IsGlobalNamespace: true }; outer = outer.ContainingType ?? (INamespaceOrTypeSymbol)outer.ContainingNamespace)
        {
            if (!SyntaxFacts.IsValidIdentifier(outer.Name))
                return false;
        }

        return true;
    }

    /// <summary>
    /// <c>Card</c> → <c>CardEncryption</c>, <c>Outer.Card</c> → <c>Outer_CardEncryption</c>. An underscore is doubled
    /// inside the parts of a nested name and added at the end as long as the name is taken, so that no two types share one.
    /// </summary>
    public static string ClassName(INamedTypeSymbol type)
    {
        bool nested = type.ContainingType is not null;
        string name = "";
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            string partName = nested ? part.Name.Replace("_", "__") : part.Name;
            if (part.Arity > 0 && HasSiblingOfOtherArity(part))
                partName += $"_{part.Arity}";
            name = name.Length == 0 ? partName : $"{partName}_{name}";
        }

        while (IsTaken(type, name))
            name += "_";
        return name + "Encryption";
    }

    /// <summary>The member's own name, with underscores behind it while something generated has that name already.</summary>
    public static string MemberName(string memberName, HashSet<string> taken)
    {
        string name = memberName;
        while (Names(name).Any(taken.Contains))
            name += "_";
        foreach (string claimed in Names(name))
            taken.Add(claimed);
        return name;

        static string[] Names(string name) => [name, "get_" + name, "set_" + name, "Encrypt" + name, "Decrypt" + name];
    }

    private static bool HasSiblingOfOtherArity(INamedTypeSymbol type)
    {
        INamespaceOrTypeSymbol container = type.ContainingType ?? (INamespaceOrTypeSymbol)type.ContainingNamespace;
        return container.GetTypeMembers(type.Name).Any(other => other.Arity != type.Arity);
    }

    private static bool IsTaken(INamedTypeSymbol type, string name)
    {
        // A top-level class is no rival of itself; a nested one may be spelt like a top-level one.
        bool ownName = type.ContainingType is null && name == type.Name;
        return type.ContainingNamespace.GetMembers(name + "Encryption").Any()
            || (!ownName && !type.ContainingNamespace.GetTypeMembers(name).IsEmpty);
    }
}
