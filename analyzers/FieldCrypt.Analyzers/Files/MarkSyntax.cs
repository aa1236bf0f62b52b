using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>What a file marks with an attribute and may call anything: [Encrypted] members, [LoggerMessage] methods.</summary>
/// <param name="Encrypted">Names of members marked [Encrypted].</param>
/// <param name="LoggerMessages">Names of methods marked [LoggerMessage].</param>
/// <param name="Aliases">What <c>using Secret = FieldCrypt.EncryptedAttribute;</c> calls the attribute, here or, when it is global, everywhere.</param>
internal sealed record MarkSyntax(ImmutableArray<string> Encrypted, ImmutableArray<string> LoggerMessages, ImmutableArray<string> Aliases)
{
    private const string LoggerMessage = "LoggerMessage";

    private static readonly MarkSyntax None = new(ImmutableArray<string>.Empty, ImmutableArray<string>.Empty, ImmutableArray<string>.Empty);

    public static MarkSyntax Read(SyntaxTree tree, FileNames names)
    {
        bool encrypts = names.Any(static name => AttributeNames.Short(name) == AttributeNames.Encrypted);
        bool logs = names.Any(static name => AttributeNames.Short(name) == LoggerMessage);
        return !encrypts && !logs ? None : new(
            encrypts ? MembersMarked(tree, static name => name == AttributeNames.Encrypted).ToImmutableArray() : ImmutableArray<string>.Empty,
            logs ? MethodsThatLog(tree).ToImmutableArray() : ImmutableArray<string>.Empty,
            encrypts ? AliasesIn((CompilationUnitSyntax)tree.GetRoot()).ToImmutableArray() : ImmutableArray<string>.Empty);
    }

    /// <summary>The names of properties, fields and record parameters under an attribute.</summary>
    /// <param name="tree">The file.</param>
    /// <param name="isMark">Whether an attribute of this short name is looked for.</param>
    public static IEnumerable<string> MembersMarked(SyntaxTree tree, Func<string, bool> isMark) =>
        Attributes(tree).Where(attribute => isMark(ShortName(attribute))).SelectMany(static attribute => NamesDeclaredBy(attribute.Parent?.Parent));

    private static IEnumerable<string> MethodsThatLog(SyntaxTree tree) =>
        Attributes(tree).Where(static attribute => ShortName(attribute) == LoggerMessage)
            .Select(static attribute => attribute.Parent?.Parent).OfType<MethodDeclarationSyntax>()
            .Select(static method => method.Identifier.ValueText);

    private static IEnumerable<AttributeSyntax> Attributes(SyntaxTree tree) => tree.GetRoot().DescendantNodes().OfType<AttributeSyntax>();

    private static string ShortName(AttributeSyntax attribute) => AttributeNames.Short(LastName.Of(attribute.Name));

    private static IEnumerable<string> AliasesIn(CompilationUnitSyntax unit) =>
        unit.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<UsingDirectiveSyntax>()
            .Where(static directive => directive.Alias is not null && AttributeNames.Short(LastName.Of(directive.Name)) == AttributeNames.Encrypted)
            .Select(static directive => AttributeNames.Short(directive.Alias!.Name.Identifier.ValueText));

    private static IEnumerable<string> NamesDeclaredBy(SyntaxNode? declaration) => declaration switch
    {
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        ParameterSyntax parameter => [parameter.Identifier.ValueText],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(static variable => variable.Identifier.ValueText),
        _ => [],
    };
}
