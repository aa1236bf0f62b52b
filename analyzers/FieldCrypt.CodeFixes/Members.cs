using System.Linq;
using System.Threading;
using FieldCrypt.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace FieldCrypt.CodeFixes;

/// <summary>Finds the declarations of members and puts attributes on them.</summary>
internal static class Members
{
    /// <summary>The property, field or record parameter declared at or around a node.</summary>
    public static SyntaxNode? DeclarationAt(SyntaxNode node) => node.AncestorsAndSelf().FirstOrDefault(static n => n is
        PropertyDeclarationSyntax or FieldDeclarationSyntax or ParameterSyntax { Parent.Parent: TypeDeclarationSyntax });

    /// <summary>The member that a leak diagnostic names in its properties.</summary>
    public static ISymbol? NamedBy(Problem problem, string typeKey, string memberKey) =>
        problem.Diagnostic.Properties.TryGetValue(typeKey, out string? typeName) && typeName is not null
        && problem.Diagnostic.Properties.TryGetValue(memberKey, out string? memberName) && memberName is not null
        && DocumentationCommentId.GetFirstSymbolForDeclarationId(typeName, problem.Compilation) is INamedTypeSymbol type
            ? type.GetMembers(memberName).FirstOrDefault(static m => m.Kind is SymbolKind.Property or SymbolKind.Field)
            : null;

    /// <summary>The member declared at or around a node.</summary>
    public static ISymbol? DeclaredAt(SyntaxNode node, SemanticModel model, CancellationToken cancellation) => DeclarationAt(node) switch
    {
        FieldDeclarationSyntax field => model.GetDeclaredSymbol(field.Declaration.Variables[0], cancellation),
        ParameterSyntax parameter when model.GetDeclaredSymbol(parameter, cancellation) is { } declared => SensitiveDataClassifier.RecordProperty(declared) ?? (ISymbol)declared,
        { } declaration => model.GetDeclaredSymbol(declaration, cancellation),
        null => null,
    };

    /// <summary>A member's declaration, in whichever file of the solution it is; else <see langword="null"/>.</summary>
    public static FixTarget? DeclarationOf(ISymbol member, Problem problem, CancellationToken cancellation) =>
        member.DeclaringSyntaxReferences.Length > 0
        && DeclarationAt(member.DeclaringSyntaxReferences[0].GetSyntax(cancellation)) is { } declaration
        && problem.Document.Project.Solution.GetDocument(declaration.SyntaxTree) is { } document
            ? FixTarget.Of(document, declaration, problem.Diagnostic)
            : null;

    /// <summary>Adds an attribute above a property or field, or, with target "property:", before a record's parameter.</summary>
    public static void AddAttribute(SyntaxEditor editor, SyntaxNode declaration, string attribute)
    {
        bool positional = declaration is ParameterSyntax;
        var list = AttributeListOf((positional ? "property: " : "") + attribute);
        switch (declaration)
        {
            case ParameterSyntax parameter:
                editor.ReplaceNode(parameter, (current, _) =>
                {
                    var node = (ParameterSyntax)current;
                    var leading = node.GetLeadingTrivia();
                    return node.WithLeadingTrivia()
                        .WithAttributeLists(node.WithLeadingTrivia().AttributeLists.Insert(0, list.WithTrailingTrivia(SyntaxFactory.Space)))
                        .WithLeadingTrivia(leading);
                });
                break;

            case MemberDeclarationSyntax member:
                editor.ReplaceNode(member, (current, _) =>
                {
                    var node = (MemberDeclarationSyntax)current;
                    var leading = node.GetLeadingTrivia();
                    var added = list.WithLeadingTrivia(leading).WithTrailingTrivia(LineEndOf(declaration));
                    var rest = node.WithLeadingTrivia(Indentation(leading));
                    return rest.WithAttributeLists(rest.AttributeLists.Insert(0, added));
                });
                break;
        }
    }

    public static bool HasAttribute(SyntaxNode declaration, string shortName) =>
        (declaration switch
        {
            ParameterSyntax parameter => parameter.AttributeLists,
            MemberDeclarationSyntax member => member.AttributeLists,
            _ => default,
        }).SelectMany(static list => list.Attributes).Any(a => AttributeNames.Short(LastName.Of(a.Name)) == shortName);

    /// <summary>Indentation is what follows the last line end of the leading trivia.</summary>
    public static SyntaxTriviaList Indentation(SyntaxTriviaList leading)
    {
        var last = leading.LastOrDefault();
        return last.IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(last) : SyntaxFactory.TriviaList();
    }

    public static SyntaxTrivia LineEndOf(SyntaxNode node) =>
        node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } existing
            ? existing
            : SyntaxFactory.LineFeed;

    private static AttributeListSyntax AttributeListOf(string text)
    {
        var unit = SyntaxFactory.ParseCompilationUnit($"[{text}] class C;");
        return ((TypeDeclarationSyntax)unit.Members[0]).AttributeLists[0].WithoutTrivia();
    }
}
