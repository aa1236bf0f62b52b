using System.Runtime.CompilerServices;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Generators.Parsing;

/// <summary>
/// Tells by its spelling, without binding anything, whether an attribute may be [Encrypted]: by its name or an alias
/// (<c>global using</c> included) that some file of the compilation gives it.
/// </summary>
internal static class AttributeAliases
{
    private const string ShortName = "Encrypted";
    private const string LongName = "EncryptedAttribute";

    private static readonly ConditionalWeakTable<Compilation, HashSet<string>> s_aliases = new();

    public static bool MayBeEncrypted(AttributeSyntax attribute, SemanticModel model, CancellationToken cancellation)
    {
        string name = LastName.Of(attribute.Name);
        if (name is ShortName or LongName)
            return true;
        if (!s_aliases.TryGetValue(model.Compilation, out HashSet<string>? aliases))
            aliases = s_aliases.GetValue(model.Compilation, compilation => Collect(compilation, cancellation));
        return aliases.Contains(name) || aliases.Contains(name + "Attribute");
    }

    private static HashSet<string> Collect(Compilation compilation, CancellationToken cancellation)
    {
        var aliases = new HashSet<string>(StringComparer.Ordinal);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            var root = (CompilationUnitSyntax)tree.GetRoot(cancellation);
            Collect(root.Usings, aliases);
            CollectOfNamespaces(root.Members, aliases);
        }

        return aliases;
    }

    private static void CollectOfNamespaces(SyntaxList<MemberDeclarationSyntax> members, HashSet<string> aliases)
    {
        foreach (MemberDeclarationSyntax member in members)
        {
            if (member is not BaseNamespaceDeclarationSyntax declaration)
                continue;
            Collect(declaration.Usings, aliases);
            CollectOfNamespaces(declaration.Members, aliases);
        }
    }

    private static void Collect(SyntaxList<UsingDirectiveSyntax> usings, HashSet<string> aliases)
    {
        foreach (UsingDirectiveSyntax directive in usings)
        {
            if (directive is { Alias: { } alias, Name: { } target } && LastName.Of(target) == LongName)
                aliases.Add(alias.Name.Identifier.ValueText);
        }
    }
}
