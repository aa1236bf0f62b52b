using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Architecture.Tests;

/// <summary>
/// Which folders of a compilation use which: a folder is the first level under the project. Files beside the project file
/// are a folder of their own, called "." (it may use the others or be used by them, as any folder may, but not both in a ring).
/// </summary>
internal static class FolderUses
{
    public const string ProjectRoot = ".";

    public static IReadOnlySet<FolderUse> In(CSharpCompilation compilation)
    {
        var uses = new HashSet<FolderUse>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes(static node => node is not UsingDirectiveSyntax).Where(MayUse))
                Add(uses, tree.FilePath, model.GetSymbolInfo(node));
        }

        return uses;
    }

    public static string FolderOf(string path) => path.IndexOf('/') is > 0 and var end ? path[..end] : ProjectRoot;

    private static bool MayUse(SyntaxNode node) => node
        is SimpleNameSyntax
        or ImplicitObjectCreationExpressionSyntax
        or ConstructorInitializerSyntax
        or ElementAccessExpressionSyntax
        or BinaryExpressionSyntax
        or PrefixUnaryExpressionSyntax;

    private static void Add(HashSet<FolderUse> uses, string path, SymbolInfo named)
    {
        string folder = FolderOf(path);
        foreach (var symbol in named.Symbol is { } bound ? [bound] : named.CandidateSymbols)
        {
            if (TypeOf(symbol) is not { } type)
                continue;

            // A member of a type in several files is where it is declared; a type is wherever a part of it is.
            var declarations = symbol.OriginalDefinition.DeclaringSyntaxReferences is { Length: > 0 } own ? own : type.DeclaringSyntaxReferences;
            var folders = declarations.Select(static declaration => FolderOf(declaration.SyntaxTree.FilePath)).ToHashSet();
            if (!folders.Contains(folder))
                uses.UnionWith(folders.Select(to => new FolderUse(folder, to, type.Name, path)));
        }
    }

    private static INamedTypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol { IsTupleType: false, IsAnonymousType: false } type => type.OriginalDefinition,
        IMethodSymbol { MethodKind: not (MethodKind.LocalFunction or MethodKind.AnonymousFunction) } method => (method.ReducedFrom ?? method).ContainingType?.OriginalDefinition,
        IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType?.OriginalDefinition,
        _ => null,
    };
}
