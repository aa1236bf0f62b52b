using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Recognises members marked with FieldCrypt's own attribute and reads its arguments. Thread-safe.</summary>
internal sealed class EncryptedMembers
{
    public const string AttributeName = "FieldCrypt.EncryptedAttribute";

    private readonly INamedTypeSymbol _attribute;
    private static readonly ConditionalWeakTable<Compilation, EncryptedMembers> Cache = new();

    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _assemblies = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<(ISymbol, AttributeData)>> _types = new(SymbolEqualityComparer.Default);

    private EncryptedMembers(INamedTypeSymbol attribute) => _attribute = attribute;

    /// <summary><see langword="null"/> where the compilation does not know the attribute: then there is nothing to misuse.</summary>
    public static EncryptedMembers? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName(AttributeName) is { } attribute
            ? Cache.TryGetValue(compilation, out var known) ? known : Cache.GetValue(compilation, _ => new EncryptedMembers(attribute))
            : null;

    /// <summary>The attribute on a property or field, else <see langword="null"/>. An overriding property inherits it.</summary>
    public AttributeData? AttributeOf(ISymbol? member)
    {
        if (member is null || !CanMark(member.ContainingAssembly))
        {
            return null;
        }

        for (var current = member; current is IPropertySymbol or IFieldSymbol; current = (current as IPropertySymbol)?.OverriddenProperty)
        {
            foreach (var attribute in current.GetAttributes())
            {
                if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _attribute))
                {
                    return attribute;
                }
            }
        }

        return null;
    }

    /// <summary>The encrypted properties and fields that a type itself declares, each with its attribute.</summary>
    public ImmutableArray<(ISymbol Member, AttributeData Attribute)> DeclaredIn(INamedTypeSymbol type) => _types.GetOrAdd(type, ReadDeclared);

    /// <summary>The names of the encrypted members of what a compilation references.</summary>
    public HashSet<string> NamesInReferences(Compilation compilation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            // The attribute's own assembly holds no models.
            if (CanMark(assembly) && !SymbolEqualityComparer.Default.Equals(assembly, _attribute.ContainingAssembly))
            {
                Collect(assembly.GlobalNamespace, names);
            }
        }

        return names;
    }

    public bool IsEncrypted(ISymbol? member) => AttributeOf(member) is not null;

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

    // Most members belong to libraries that never heard of FieldCrypt: their attributes need not be decoded.
    private bool CanMark(IAssemblySymbol? assembly) => assembly is not null && _assemblies.GetOrAdd(assembly, KnowsAttribute);

    private bool KnowsAttribute(IAssemblySymbol assembly)
    {
        var home = _attribute.ContainingAssembly;
        return SymbolEqualityComparer.Default.Equals(assembly, home)
            || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == home.Name));
    }
}
