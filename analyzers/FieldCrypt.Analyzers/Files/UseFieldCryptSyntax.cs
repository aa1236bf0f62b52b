using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Where a file calls UseFieldCrypt.</summary>
/// <param name="Contexts">The simple names of the contexts whose configuration calls it.</param>
/// <param name="IsElsewhere">Whether it is called outside of any one context's configuration, where it may serve any of them.</param>
internal sealed record UseFieldCryptSyntax(ImmutableHashSet<string> Contexts, bool IsElsewhere)
{
    private const string MethodName = "UseFieldCrypt";

    private static readonly UseFieldCryptSyntax None = new(ImmutableHashSet<string>.Empty, IsElsewhere: false);

    public static UseFieldCryptSyntax Read(SyntaxTree tree, FileNames names)
    {
        if (!names.Contains(MethodName))
            return None;

        var contexts = ImmutableHashSet.CreateBuilder<string>();
        bool elsewhere = false;
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(static name => name.Identifier.ValueText == MethodName))
        {
            if (ContextAround(name) is { } context)
                contexts.Add(context);
            else
                elsewhere |= name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not null;
        }

        return new UseFieldCryptSyntax(contexts.ToImmutable(), elsewhere);
    }

    private static string? ContextAround(SyntaxNode call)
    {
        foreach (var node in call.Ancestors())
        {
            switch (node)
            {
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax generic } } when ConfigurationNames.Registrations.Contains(generic.Identifier.ValueText):
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
