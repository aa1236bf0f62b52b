using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Reads fluent configuration without binding it.</summary>
internal static class FluentSyntax
{
    /// <summary>
    /// The simple name of the type that a call configures: from <c>Entity&lt;T&gt;()</c> in its receivers or around it,
    /// from a parameter <c>EntityTypeBuilder&lt;T&gt;</c>, or from a base <c>IEntityTypeConfiguration&lt;T&gt;</c>.
    /// </summary>
    public static string? EntityNameOf(InvocationExpressionSyntax call)
    {
        foreach (var node in call.AncestorsAndSelf())
        {
            var name = node switch
            {
                InvocationExpressionSyntax invocation => EntityInReceivers(invocation),
                BaseMethodDeclarationSyntax method => method.ParameterList.Parameters.Select(static parameter => TypeArgument(parameter.Type)).FirstOrDefault(static type => type is not null),
                TypeDeclarationSyntax type => type.BaseList?.Types.Select(static parent => TypeArgument(parent.Type)).FirstOrDefault(static argument => argument is not null),
                _ => null,
            };
            if (name is not null)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Members in <c>x => x.A</c>, <c>x => new { x.A, x.B }</c>, <c>"A"</c> or <c>nameof(T.A)</c>.</summary>
    public static IEnumerable<string> MembersNamedBy(ExpressionSyntax argument)
    {
        switch (argument)
        {
            case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression):
                return [literal.Token.ValueText];
            case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: [var named] }:
                return [LastName.Of(named.Expression)];
            case LambdaExpressionSyntax { ExpressionBody: { } body }:
                return MembersInBody(body);
            default:
                return [];
        }
    }

    /// <summary>
    /// The member that <c>Property(x => x.M).HasConversion(encryptingConverter)</c> or <c>.IsEncrypted()</c> of another
    /// library protects, with the simple name of its type; else <see langword="null"/>.
    /// </summary>
    public static (string Type, string Member)? EncryptedMember(InvocationExpressionSyntax call)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: var method } access
            || !(NamesEncryption(method) || method == "HasConversion" && NamesEncryption(call.ToString().Substring(access.ToString().Length))))
        {
            return null;
        }

        return ConfiguredMember(call, access);
    }

    /// <summary>The column name that <c>Property(x => x.M).HasColumnName("name")</c> gives, with type and member; else <see langword="null"/>.</summary>
    public static (string Type, string Member, string Column)? ColumnName(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "HasColumnName" or "Column" } access
        && call.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token.Value: string column } }, ..]
        && ConfiguredMember(call, access) is { } configured
            ? (configured.Type, configured.Member, column)
            : null;

    // The member named by Property(...) (or NHibernate's Map(...)) in the receivers of a call.
    private static (string Type, string Member)? ConfiguredMember(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access)
    {
        for (ExpressionSyntax? current = access.Expression; current is InvocationExpressionSyntax receiver; current = (receiver.Expression as MemberAccessExpressionSyntax)?.Expression)
        {
            var name = receiver.Expression switch
            {
                MemberAccessExpressionSyntax inner => inner.Name.Identifier.ValueText,
                SimpleNameSyntax simple => simple.Identifier.ValueText,
                _ => "",
            };
            if (name is "Property" or "Map" && receiver.ArgumentList.Arguments.Count > 0)
            {
                return EntityNameOf(call) is { } entity && MembersNamedBy(receiver.ArgumentList.Arguments[0].Expression).FirstOrDefault() is { } member
                    ? (entity, member)
                    : null;
            }
        }

        return null;
    }

    private static bool NamesEncryption(string text) =>
        text.IndexOf("ncrypt", System.StringComparison.Ordinal) >= 0 || text.IndexOf("rotect", System.StringComparison.Ordinal) >= 0 || text.IndexOf("ipher", System.StringComparison.Ordinal) >= 0;

    private static IEnumerable<string> MembersInBody(ExpressionSyntax body)
    {
        switch (body)
        {
            case MemberAccessExpressionSyntax access:
                return [access.Name.Identifier.ValueText];
            case PostfixUnaryExpressionSyntax { Operand: MemberAccessExpressionSyntax access }:
                return [access.Name.Identifier.ValueText];
            case CastExpressionSyntax { Expression: var inner }:
                return MembersInBody(inner);
            case AnonymousObjectCreationExpressionSyntax anonymous:
                return anonymous.Initializers.SelectMany(static initializer => MembersInBody(initializer.Expression));
            default:
                return [];
        }
    }

    private static string? EntityInReceivers(InvocationExpressionSyntax invocation)
    {
        ExpressionSyntax? current = invocation;
        while (current is not null)
        {
            current = current switch
            {
                InvocationExpressionSyntax call => call.Expression,
                MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "Entity" or "OwnsOne" or "OwnsMany" } entity } =>
                    entity,
                MemberAccessExpressionSyntax access => access.Expression,
                _ => null,
            };
            if (current is GenericNameSyntax { TypeArgumentList.Arguments: [var argument, ..] })
            {
                return LastName.Of(argument);
            }
        }

        return null;
    }

    private static string? TypeArgument(TypeSyntax? type) => type switch
    {
        QualifiedNameSyntax qualified => TypeArgument(qualified.Right),
        GenericNameSyntax { Identifier.ValueText: "EntityTypeBuilder" or "IEntityTypeConfiguration" or "EntityTypeConfiguration" or "OwnedNavigationBuilder" or "ClassMap" or "ClassMapping", TypeArgumentList.Arguments: [.., var argument] } =>
            LastName.Of(argument),
        _ => null,
    };
}
