using System.Collections.Immutable;
using FieldCrypt.Generators.Diagnostics;
using FieldCrypt.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Generators.Parsing;

/// <summary>
/// [Encrypted] with a target that makes it apply to something else than the declaration it is written on, which the
/// compiler's look-up by attribute does not show: <c>[property: Encrypted]</c> on a record's parameter, above all; and
/// targets that the compiler ignores with no more than a warning.
/// </summary>
internal static class RetargetedAttribute
{
    /// <summary>Whether a file's text has an attribute with a target at all: few have, and only those are walked.</summary>
    public static bool MayBeIn(SyntaxTree tree, CancellationToken cancellation)
    {
        SourceText text = tree.GetText(cancellation);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '[' && IsTarget(text, i + 1))
                return true;
        }

        return false;
    }

    /// <summary>A word and one colon: <c>property:</c>, but not <c>global::</c>.</summary>
    private static bool IsTarget(SourceText text, int i)
    {
        i = SkipWhile(text, i, char.IsWhiteSpace);
        int end = SkipWhile(text, i, char.IsLetter);
        int colon = SkipWhile(text, end, char.IsWhiteSpace);
        return end > i && colon < text.Length && text[colon] == ':' && (colon + 1 == text.Length || text[colon + 1] != ':');
    }

    private static int SkipWhile(SourceText text, int i, Func<char, bool> condition)
    {
        while (i < text.Length && condition(text[i]))
            i++;
        return i;
    }

    public static ImmutableArray<ParsedEntity> ParseAll(SyntaxTree tree, Compilation compilation, CancellationToken cancellation)
    {
        SemanticModel? model = null;
        ImmutableArray<ParsedEntity>.Builder found = ImmutableArray.CreateBuilder<ParsedEntity>();
        foreach (AttributeListSyntax list in tree.GetRoot(cancellation).DescendantNodes().OfType<AttributeListSyntax>().Where(IsCandidate))
        {
            if (Parse(list, model ??= compilation.GetSemanticModel(tree), cancellation) is { } entity)
                found.Add(entity);
        }

        return found.ToImmutable();
    }

    private static bool IsCandidate(AttributeListSyntax node)
        => node is { Target.Identifier.ValueText: var target, Parent: { } parent }
            && !(target == "property" && parent is BasePropertyDeclarationSyntax)
            && !(target == "field" && parent is FieldDeclarationSyntax)
            && parent is not CompilationUnitSyntax;

    private static ParsedEntity? Parse(AttributeListSyntax list, SemanticModel model, CancellationToken cancellation)
    {
        foreach (AttributeSyntax syntax in list.Attributes)
        {
            if (!AttributeAliases.MayBeEncrypted(syntax, model, cancellation)
                || model.GetTypeInfo(syntax, cancellation).Type?.ToDisplayString() != KnownNames.Encrypted)
                continue;
            INamedTypeSymbol? type = list.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is { } declaration
                ? model.GetDeclaredSymbol(declaration, cancellation)
                : null;
            if (type is null || FindMember(type, syntax) is not { } attribute)
                return Ignored(list, syntax, type);
            return EncryptedMembers.IsFirst(type, attribute) ? EntityParser.Parse(type, model.Compilation, cancellation) : null;
        }

        return null;
    }

    private static AttributeData? FindMember(INamedTypeSymbol type, AttributeSyntax syntax)
    {
        foreach ((_, AttributeData attribute) in EncryptedMembers.Of(type))
        {
            if (attribute.ApplicationSyntaxReference is { } place && place.SyntaxTree == syntax.SyntaxTree && place.Span == syntax.Span)
                return attribute;
        }

        return null;
    }

    private static ParsedEntity Ignored(AttributeListSyntax list, AttributeSyntax syntax, INamedTypeSymbol? type)
    {
        DiagnosticInfo diagnostic = DiagnosticInfo.Create(GeneratorDiagnostics.MemberCannotBeMapped, syntax.GetLocation(),
            type?.Name ?? list.Parent!.Kind().ToString(), $"the target '{list.Target!.Identifier.ValueText}:' applies to nothing here", "mark a property or field itself, or write [property: Encrypted] on the parameter of a record");
        return new ParsedEntity(null, new[] { diagnostic }.ToImmutableEquatableArray());
    }
}
