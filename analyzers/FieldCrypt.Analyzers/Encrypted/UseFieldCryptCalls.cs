using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Where a compilation calls UseFieldCrypt: found by text, so that files without the word are never walked.</summary>
internal sealed class UseFieldCryptCalls
{
    private const string MethodName = "UseFieldCrypt";

    private static readonly ImmutableArray<string> Marks = ImmutableArray.Create(MethodName);

    /// <summary>The simple names of the contexts whose configuration calls it.</summary>
    public HashSet<string> Contexts { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it is called outside of any one context's configuration, where it may serve any of them.</summary>
    public bool AreElsewhere { get; private set; }

    public static UseFieldCryptCalls In(Compilation compilation)
    {
        var calls = new UseFieldCryptCalls();
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (tree.GetText().ContainsAny(Marks))
            {
                calls.Read(tree);
            }
        }

        return calls;
    }

    /// <summary>The methods that register a context, by name.</summary>
    public static readonly ImmutableHashSet<string> Registrations = ImmutableHashSet.Create(
        "AddDbContext", "AddDbContextPool", "AddDbContextFactory", "AddPooledDbContextFactory", "ConfigureDbContext",
        "AddSqlite", "AddSqlServer", "AddNpgsql", "AddCosmos", "AddOracle");

    public static bool IsRegistration(string methodName) => Registrations.Contains(methodName);

    private void Read(SyntaxTree tree)
    {
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText != MethodName)
            {
                continue;
            }

            if (ContextAround(name) is { } context)
            {
                Contexts.Add(context);
            }
            else if (name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not null)
            {
                AreElsewhere = true;
            }
        }
    }

    private static string? ContextAround(SyntaxNode call)
    {
        foreach (var node in call.Ancestors())
        {
            switch (node)
            {
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax generic } } when IsRegistration(generic.Identifier.ValueText):
                    return LastName.Of(generic.TypeArgumentList.Arguments.Last());
                case InvocationExpressionSyntax invocation when OptionsBuilderIn(invocation) is { } context:
                    return context;
                case MethodDeclarationSyntax { Identifier.ValueText: "OnConfiguring", Parent: TypeDeclarationSyntax type }:
                    return type.Identifier.ValueText;
            }
        }

        return null;
    }

    // new DbContextOptionsBuilder<ShopContext>().UseSqlite(...).UseFieldCrypt(...)
    private static string? OptionsBuilderIn(InvocationExpressionSyntax invocation) =>
        invocation.DescendantNodes().OfType<ObjectCreationExpressionSyntax>()
            .Select(static creation => creation.Type)
            .OfType<GenericNameSyntax>()
            .FirstOrDefault(static type => type.Identifier.ValueText == "DbContextOptionsBuilder") is { } builder
            ? LastName.Of(builder.TypeArgumentList.Arguments[0])
            : null;
}
