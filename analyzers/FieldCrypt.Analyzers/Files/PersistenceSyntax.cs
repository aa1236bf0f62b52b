using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// What one file says about persistence: a file that names no store is never walked.
/// </summary>
internal sealed class PersistenceSyntax
{
    private static readonly PersistenceSyntax Empty = new(
        ImmutableArray<TypeSyntax>.Empty,
        ImmutableArray<TypeSyntax>.Empty,
        ImmutableArray<ExpressionSyntax>.Empty,
        ImmutableHashSet<(string, string)>.Empty,
        ImmutableHashSet<(string, string)>.Empty,
        ImmutableHashSet<string>.Empty);

    private PersistenceSyntax(
        ImmutableArray<TypeSyntax> storedTypes,
        ImmutableArray<TypeSyntax> queriedTypes,
        ImmutableArray<ExpressionSyntax> storedValues,
        ImmutableHashSet<(string Type, string Member)> ignoredMembers,
        ImmutableHashSet<(string Type, string Member)> encryptedMembers,
        ImmutableHashSet<string> mappedNames)
    {
        StoredTypes = storedTypes;
        QueriedTypes = queriedTypes;
        StoredValues = storedValues;
        IgnoredMembers = ignoredMembers;
        EncryptedMembers = encryptedMembers;
        MappedNames = mappedNames;
    }

    /// <summary>Type arguments that are certainly stored: of DbSet&lt;T&gt;, Entity&lt;T&gt; and the like.</summary>
    public ImmutableArray<TypeSyntax> StoredTypes { get; }

    /// <summary>Type arguments of a store's queries, which may be mere projections.</summary>
    public ImmutableArray<TypeSyntax> QueriedTypes { get; }

    /// <summary>Arguments of methods that store them.</summary>
    public ImmutableArray<ExpressionSyntax> StoredValues { get; }

    /// <summary>Members left out by <c>Ignore(x => x.Member)</c>, with the simple name of their type.</summary>
    public ImmutableHashSet<(string Type, string Member)> IgnoredMembers { get; }

    /// <summary>Simple names of types left out by <c>Ignore&lt;T&gt;()</c>.</summary>
    public ImmutableArray<string> IgnoredTypes { get; private init; } = ImmutableArray<string>.Empty;

    /// <summary>Column names given by <c>Property(x => x.Member).HasColumnName("name")</c>, by simple type name and member.</summary>
    public ImmutableArray<(string Type, string Member, string Column)> ColumnNames { get; private init; } = ImmutableArray<(string, string, string)>.Empty;

    /// <summary>Members given a converter or option by another library that encrypts, with the simple name of their type.</summary>
    public ImmutableHashSet<(string Type, string Member)> EncryptedMembers { get; }

    /// <summary>Names given to <c>Property("name")</c> or <c>HasField("name")</c>.</summary>
    public ImmutableHashSet<string> MappedNames { get; }

    public bool IsEmpty => StoredTypes.IsEmpty && QueriedTypes.IsEmpty && StoredValues.IsEmpty;

    public static PersistenceSyntax Read(SyntaxTree tree, FileNames names)
    {
        var root = tree.GetRoot();
        var namesLibrary = root is CompilationUnitSyntax unit && Usings(unit).Any(PersistenceNames.IsLibrary);
        if (!namesLibrary && !names.Any(PersistenceNames.MayStore))
        {
            return Empty;
        }

        var stored = ImmutableArray.CreateBuilder<TypeSyntax>();
        var queried = ImmutableArray.CreateBuilder<TypeSyntax>();
        var values = ImmutableArray.CreateBuilder<ExpressionSyntax>();
        var ignored = ImmutableHashSet.CreateBuilder<(string, string)>();
        var encrypted = ImmutableHashSet.CreateBuilder<(string, string)>();
        var columns = ImmutableArray.CreateBuilder<(string, string, string)>();
        var ignoredTypes = ImmutableArray.CreateBuilder<string>();
        var mapped = ImmutableHashSet.CreateBuilder<string>();
        foreach (var node in root.DescendantNodes())
        {
            switch (node)
            {
                case GenericNameSyntax generic:
                    var name = generic.Identifier.ValueText;
                    if (name == "Ignore")
                    {
                        ignoredTypes.AddRange(generic.TypeArgumentList.Arguments.Select(static argument => LastName.Of(argument)));
                    }
                    else if (PersistenceNames.Generics.Contains(name))
                    {
                        stored.AddRange(generic.TypeArgumentList.Arguments);
                    }
                    else if (PersistenceNames.IsRepository(name) || namesLibrary && PersistenceNames.LibraryGenerics.Contains(name))
                    {
                        queried.AddRange(generic.TypeArgumentList.Arguments);
                    }

                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } invocation:
                    ReadInvocation(invocation, access.Name.Identifier.ValueText, namesLibrary, values, ignored, mapped);
                    if (FluentSyntax.ColumnName(invocation) is { } column)
                    {
                        columns.Add(column);
                    }

                    if (FluentSyntax.EncryptedMember(invocation) is { } member)
                    {
                        encrypted.Add(member);
                    }

                    break;
                case ObjectCreationExpressionSyntax { ArgumentList: { } arguments } creation when IsParameterType(creation.Type):
                    values.AddRange(OwnersOfMembers(arguments));
                    break;
            }
        }

        return new PersistenceSyntax(
            stored.ToImmutable(), queried.ToImmutable(), values.ToImmutable(), ignored.ToImmutable(), encrypted.ToImmutable(), mapped.ToImmutable())
        {
            IgnoredTypes = ignoredTypes.ToImmutable(),
            ColumnNames = columns.ToImmutable(),
        };
    }

    private static IEnumerable<string> Usings(CompilationUnitSyntax unit) =>
        unit.Usings.Concat(unit.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(static space => space.Usings))
            .Select(static directive => directive.Name?.ToString() ?? "");

    private static void ReadInvocation(
        InvocationExpressionSyntax invocation,
        string method,
        bool namesLibrary,
        ImmutableArray<ExpressionSyntax>.Builder values,
        ImmutableHashSet<(string, string)>.Builder ignored,
        ImmutableHashSet<string>.Builder mapped)
    {
        var arguments = invocation.ArgumentList.Arguments;
        switch (method)
        {
            case "Ignore" when arguments.Count > 0:
                if (FluentSyntax.EntityNameOf(invocation) is { } entity)
                {
                    foreach (var member in FluentSyntax.MembersNamedBy(arguments[0].Expression))
                    {
                        ignored.Add((entity, member));
                    }
                }

                break;
            case "Property" or "HasField" or "PrimitiveCollection" when arguments.Count > 0:
                foreach (var member in FluentSyntax.MembersNamedBy(arguments[0].Expression))
                {
                    mapped.Add(member);
                }

                break;
            case "Add" when invocation.Expression is MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: PersistenceNames.Parameters } }:
                values.AddRange(OwnersOfMembers(invocation.ArgumentList));
                break;
            case var parameterMethod when PersistenceNames.IsParameterMethod(parameterMethod):
                values.AddRange(OwnersOfMembers(invocation.ArgumentList));
                break;
            default:
                if (namesLibrary && PersistenceNames.StoreMethods.Contains(method))
                {
                    values.AddRange(arguments.Select(static argument => argument.Expression).Where(IsStorable));
                }

                break;
        }
    }

    private static bool IsParameterType(TypeSyntax type) => type is SimpleNameSyntax name && PersistenceNames.IsParameterType(name.Identifier.ValueText);

    private static IEnumerable<ExpressionSyntax> OwnersOfMembers(ArgumentListSyntax arguments) =>
        arguments.Arguments.Select(static argument => argument.Expression).OfType<MemberAccessExpressionSyntax>().Select(static access => access.Expression);

    private static bool IsStorable(ExpressionSyntax value) =>
        value.Kind() is SyntaxKind.IdentifierName or SyntaxKind.ObjectCreationExpression or SyntaxKind.SimpleMemberAccessExpression;
}
