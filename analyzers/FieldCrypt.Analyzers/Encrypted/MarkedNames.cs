using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// The names of what an attribute marks and may be called anything: [Encrypted] members and [LoggerMessage] methods. Files are
/// asked by their text first, so that those without a mark are not walked, and nothing is bound.
/// </summary>
internal sealed class MarkedNames
{
    private const string EncryptedMark = "Encrypted";
    private const string LoggerMessageMark = "LoggerMessage";

    private static readonly ImmutableArray<string> Marks = ImmutableArray.Create(EncryptedMark, LoggerMessageMark);
    private static readonly ConditionalWeakTable<Compilation, MarkedNames> Cache = new();

    private MarkedNames(Compilation compilation)
    {
        var marked = compilation.SyntaxTrees.Where(static tree => tree.GetText().ContainsAny(Marks)).ToList();
        var aliases = marked.SelectMany(static tree => AliasesIn((CompilationUnitSyntax)tree.GetRoot())).ToImmutableArray();
        if (!aliases.IsEmpty)
        {
            var allMarks = Marks.AddRange(aliases);
            marked = compilation.SyntaxTrees.Where(tree => tree.GetText().ContainsAny(allMarks)).ToList();
        }

        foreach (var attribute in marked.SelectMany(static tree => tree.GetRoot().DescendantNodes().OfType<AttributeSyntax>()))
        {
            string name = AttributeNames.Short(LastName.Of(attribute.Name));
            if (name == EncryptedMark || aliases.Contains(name))
                AddDeclared(attribute.Parent?.Parent);
            else if (name == LoggerMessageMark && attribute.Parent?.Parent is MethodDeclarationSyntax method)
                LoggerMessages.Add(method.Identifier.ValueText);
        }

        if (EncryptedMembers.In(compilation) is { } members)
            Encrypted.UnionWith(members.NamesInReferences(compilation));
    }

    /// <summary>Members marked [Encrypted], here or in what the compilation references.</summary>
    public HashSet<string> Encrypted { get; } = new(StringComparer.Ordinal);

    /// <summary>Methods marked [LoggerMessage].</summary>
    public HashSet<string> LoggerMessages { get; } = new(StringComparer.Ordinal);

    public static MarkedNames In(Compilation compilation) =>
        Cache.TryGetValue(compilation, out var known) ? known : Cache.GetValue(compilation, static key => new MarkedNames(key));

    /// <summary>What <c>using Secret = FieldCrypt.EncryptedAttribute;</c> calls the attribute.</summary>
    private static IEnumerable<string> AliasesIn(CompilationUnitSyntax unit) =>
        unit.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<UsingDirectiveSyntax>()
            .Where(static directive => directive.Alias is not null && AttributeNames.Short(LastName.Of(directive.Name)) == EncryptedMark)
            .Select(static directive => AttributeNames.Short(directive.Alias!.Name.Identifier.ValueText));

    private void AddDeclared(SyntaxNode? declaration)
    {
        switch (declaration)
        {
            case PropertyDeclarationSyntax property:
                Encrypted.Add(property.Identifier.ValueText);
                break;
            case ParameterSyntax parameter:
                Encrypted.Add(parameter.Identifier.ValueText);
                break;
            case FieldDeclarationSyntax field:
                foreach (var variable in field.Declaration.Variables)
                    Encrypted.Add(variable.Identifier.ValueText);
                break;
        }
    }
}
