using FieldCrypt.Generators.Diagnostics;
using FieldCrypt.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Generators.Parsing;

/// <summary>
/// [Encrypted] with a target that makes it apply to something else than the declaration it is written on, which the
/// compiler's look-up by attribute does not show: <c>[property: Encrypted]</c> on a record's parameter, above all; and
/// targets that the compiler ignores with no more than a warning.
/// </summary>
internal static class RetargetedAttribute
{
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellation)
        => node is AttributeListSyntax { Target.Identifier.ValueText: var target, Parent: { } parent }
            && !(target == "property" && parent is BasePropertyDeclarationSyntax)
            && !(target == "field" && parent is FieldDeclarationSyntax)
            && parent is not CompilationUnitSyntax;

    public static ParsedEntity? Parse(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var list = (AttributeListSyntax)context.Node;
        foreach (AttributeSyntax syntax in list.Attributes)
        {
            if (!AttributeAliases.MayBeEncrypted(syntax, context.SemanticModel, cancellation)
                || context.SemanticModel.GetTypeInfo(syntax, cancellation).Type?.ToDisplayString() != KnownNames.Encrypted)
                continue;
            INamedTypeSymbol? type = list.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is { } declaration
                ? context.SemanticModel.GetDeclaredSymbol(declaration, cancellation)
                : null;
            if (type is null || FindMember(type, syntax) is not { } attribute)
                return Ignored(list, syntax, type);
            return EncryptedMembers.IsFirst(type, attribute) ? EntityParser.Parse(type, context.SemanticModel.Compilation, cancellation) : null;
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
