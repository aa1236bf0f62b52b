using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>
/// The types of a compilation that are persisted: named by a DbSet, a model builder, a mapping attribute or another
/// store's own marks, and what is reached from them through base classes and navigation properties. Built at the first
/// question; thread-safe.
/// </summary>
internal sealed class PersistedTypes
{
    private readonly Compilation _compilation;
    private readonly AnalyzerSettings _settings;
    private readonly Lazy<Found> _found;

    // Apart: asked for every member, and known without looking at a type.
    private readonly Lazy<Dictionary<(string Type, string Member), string>> _columnNames;

    public PersistedTypes(Compilation compilation, AnalyzerSettings settings)
    {
        _compilation = compilation;
        _settings = settings;
        _found = new Lazy<Found>(Find, LazyThreadSafetyMode.ExecutionAndPublication);
        _columnNames = new Lazy<Dictionary<(string Type, string Member), string>>(FindColumnNames, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>Whether this compilation shows the type to be persisted.</summary>
    public bool IsPersisted(INamedTypeSymbol type) => _found.Value.Types.Contains(type.OriginalDefinition);

    /// <summary>Whether the model rules look at the type, by <c>fieldcrypt_models</c> at its declaration.</summary>
    public bool IsModel(INamedTypeSymbol type)
    {
        if (IsPersisted(type))
        {
            return true;
        }

        return _settings.For(type).Models switch
        {
            ModelScope.All => type.TypeKind is TypeKind.Class or TypeKind.Struct,
            ModelScope.EntityLike => EntityShape.IsEntityLike(type),
            ModelScope.Auto => !_found.Value.RootNamespaces.Contains(RootNamespace(type)) && EntityShape.IsEntityLike(type),
            _ => false,
        };
    }

    /// <summary>
    /// Whether a property or field of a persisted type has a column (or element, or attribute) of its own. An
    /// [Encrypted] one has, although EncryptedAttribute is a NotMapped.
    /// </summary>
    public bool IsMapped(ISymbol member)
    {
        if (member.IsStatic || member.HasAttribute(PersistenceNames.UnmappedAttributes) || IsNotWritten(member)
            || _found.Value.IgnoredMembers.Contains((member.ContainingType.Name, member.Name)))
        {
            return false;
        }

        return member switch
        {
            IPropertySymbol property => IsMappedProperty(property),
            IFieldSymbol field => IsMappedField(field),
            _ => false,
        };
    }

    /// <summary>The column name that fluent configuration gives to a member, else <see langword="null"/>.</summary>
    public string? ColumnNameOf(ISymbol member) =>
        member.ContainingType is { } type && _columnNames.Value.TryGetValue((type.Name, member.Name), out var column) ? column : null;

    private bool IsMappedProperty(IPropertySymbol property)
    {
        if (property.IsIndexer || property.ExplicitInterfaceImplementations.Length > 0)
        {
            return false;
        }

        if (property.HasAttribute(PersistenceNames.FieldAttributes) || _found.Value.MappedNames.Contains(property.Name))
        {
            return true;
        }

        // By convention mappers see public properties alone.
        return property.DeclaredAccessibility == Accessibility.Public && (property.SetMethod is not null
            || HasConstructorParameter(property) && IsAutoProperty(property));
    }

    private bool IsMappedField(IFieldSymbol field)
    {
        if (field.IsConst || field.IsImplicitlyDeclared || field.AssociatedSymbol is not null)
        {
            return false;
        }

        return field.HasAttribute(PersistenceNames.FieldAttributes)
            || _found.Value.MappedNames.Contains(field.Name)
            || field is { DeclaredAccessibility: Accessibility.Public, IsReadOnly: false } && !field.ContainingType.GetMembers().OfType<IPropertySymbol>().Any(static property => property.SetMethod is not null);
    }

    private static bool IsNotWritten(ISymbol member) => member.FindAttribute("Write")?.PositionalArgument(0) is false;

    private static bool IsAutoProperty(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool HasConstructorParameter(IPropertySymbol property) =>
        property.ContainingType.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter =>
            parameter.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase)));

    private Found Find()
    {
        var search = new PersistenceSearch(_compilation);
        search.Run();
        return new Found(
            search.Types,
            search.Roots.Select(RootNamespace).ToImmutableHashSet(StringComparer.Ordinal),
            search.IgnoredMembers,
            search.MappedNames);
    }

    private Dictionary<(string Type, string Member), string> FindColumnNames()
    {
        var names = new Dictionary<(string Type, string Member), string>();
        foreach (var tree in _compilation.SyntaxTrees)
        {
            foreach (var (type, member, column) in FileFacts.Of(tree).Persistence.ColumnNames)
            {
                names[(type, member)] = column;
            }
        }

        return names;
    }

    private static string RootNamespace(INamedTypeSymbol type)
    {
        var name = "";
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            name = space.Name;
        }

        return name;
    }

    private sealed record Found(
        HashSet<INamedTypeSymbol> Types,
        ImmutableHashSet<string> RootNamespaces,
        HashSet<(string Type, string Member)> IgnoredMembers,
        HashSet<string> MappedNames);
}
