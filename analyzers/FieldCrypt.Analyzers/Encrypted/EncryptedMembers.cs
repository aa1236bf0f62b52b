using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Says whether a member is encrypted, for whoever asks: rules, fixes and flow. Three questions, since three things follow:
/// what FieldCrypt does with it, whether it holds plaintext in memory, whether it is stored encrypted. Thread-safe.
/// </summary>
/// <remarks>A property that overrides another is marked as that one is.</remarks>
internal sealed class EncryptedMembers
{
    private readonly Compilation _compilation;
    private readonly Lazy<HashSet<(string Type, string Member)>> _configured;
    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _assemblies = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<(ISymbol, AttributeData)>> _types = new(SymbolEqualityComparer.Default);

    public EncryptedMembers(Compilation compilation)
    {
        _compilation = compilation;
        Attribute = compilation.GetTypeByMetadataName("FieldCrypt.EncryptedAttribute");
        _configured = new Lazy<HashSet<(string, string)>>(
            () => [.. compilation.SyntaxTrees.SelectMany(static tree => FileFacts.Of(tree).Persistence.EncryptedMembers)]);
    }

    /// <summary>FieldCrypt's attribute; <see langword="null"/> where the compilation does not know it: then there is nothing to misuse.</summary>
    public INamedTypeSymbol? Attribute { get; }

    /// <summary>Whether FieldCrypt encrypts a property or field.</summary>
    public bool IsEncrypted(ISymbol? member) => AttributeOf(member) is not null;

    /// <summary>Whether a member is marked [Encrypted], by its name: also where the package is missing or another one has an attribute of the name.</summary>
    public static bool IsMarked(ISymbol member) => AttributesOf(member).Any(static attribute => attribute.ShortName() == AttributeNames.Encrypted);

    /// <summary>Whether a member is stored encrypted: by FieldCrypt, or by another library's attribute or converter that says so.</summary>
    public bool IsStoredEncrypted(ISymbol member) =>
        AttributesOf(member).Any(static attribute => attribute.ShortName().IndexOf("Encrypt", StringComparison.OrdinalIgnoreCase) >= 0)
        || _configured.Value.Contains((member.ContainingType.Name, member.Name));

    /// <summary>FieldCrypt's attribute on a property or field, else <see langword="null"/>.</summary>
    public AttributeData? AttributeOf(ISymbol? member) => member is IPropertySymbol or IFieldSymbol && CanMark(member.ContainingAssembly)
        ? AttributesOf(member).FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, Attribute))
        : null;

    /// <summary>The encrypted properties and fields that a type itself declares, each with its attribute.</summary>
    public ImmutableArray<(ISymbol Member, AttributeData Attribute)> DeclaredIn(INamedTypeSymbol type) => _types.GetOrAdd(type, ReadDeclared);

    /// <summary>The names of the encrypted members of what the compilation references.</summary>
    public HashSet<string> NamesInReferences()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var assembly in _compilation.SourceModule.ReferencedAssemblySymbols)
        {
            // The attribute's own assembly holds no models.
            if (CanMark(assembly) && !SymbolEqualityComparer.Default.Equals(assembly, Attribute?.ContainingAssembly))
            {
                Collect(assembly.GlobalNamespace, names);
            }
        }

        return names;
    }

    /// <summary>The encrypted member of a name in a type or its base types, else <see langword="null"/>.</summary>
    public ISymbol? Find(ITypeSymbol? type, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers(name).FirstOrDefault(IsEncrypted) is { } member)
            {
                return member;
            }
        }

        return null;
    }

    public static bool IsSearchable(AttributeData attribute) => attribute.NamedArgument("Searchable") is true;

    /// <summary>Whether the envelope is kept as base64url text rather than bytes.</summary>
    public static bool IsText(AttributeData attribute) => attribute.NamedArgument("Storage") is 1;

    public static int PadTo(AttributeData attribute) => attribute.NamedArgument("PadTo") is int padTo ? padTo : 0;

    /// <summary>Where the attribute is written; none in another project, whose files a diagnostic must not point to.</summary>
    public static Location LocationOf(AttributeData attribute, Compilation compilation) =>
        attribute.ApplicationSyntaxReference is { } syntax && compilation.ContainsSyntaxTree(syntax.SyntaxTree)
            ? Location.Create(syntax.SyntaxTree, syntax.Span)
            : Location.None;

    private ImmutableArray<(ISymbol, AttributeData)> ReadDeclared(INamedTypeSymbol type)
    {
        var declared = ImmutableArray.CreateBuilder<(ISymbol, AttributeData)>();
        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol or IFieldSymbol { IsImplicitlyDeclared: false } && AttributeOf(member) is { } attribute)
            {
                declared.Add((member, attribute));
            }
        }

        return declared.ToImmutable();
    }

    private void Collect(INamespaceOrTypeSymbol container, HashSet<string> names)
    {
        foreach (var inner in container is INamespaceSymbol space ? space.GetMembers() : container.GetTypeMembers().CastArray<INamespaceOrTypeSymbol>())
        {
            Collect(inner, names);
        }

        if (container is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } type)
        {
            names.UnionWith(DeclaredIn(type).Select(static declared => declared.Member.Name));
        }
    }

    private static IEnumerable<AttributeData> AttributesOf(ISymbol? member)
    {
        for (; member is not null; member = (member as IPropertySymbol)?.OverriddenProperty)
        {
            foreach (var attribute in member.GetAttributes())
            {
                yield return attribute;
            }
        }
    }

    // Most members belong to libraries that never heard of FieldCrypt: their attributes need not be decoded.
    private bool CanMark(IAssemblySymbol? assembly) =>
        Attribute is { ContainingAssembly: { } home } && assembly is not null && _assemblies.GetOrAdd(assembly, candidate => Knows(candidate, home));

    private static bool Knows(IAssemblySymbol assembly, IAssemblySymbol home) =>
        SymbolEqualityComparer.Default.Equals(assembly, home)
        || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == home.Name));
}
