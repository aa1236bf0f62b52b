using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>One search for the persisted types of a compilation.</summary>
internal sealed class PersistenceSearch(Compilation compilation)
{
    private readonly Queue<INamedTypeSymbol> _pending = new();

    // Null where several types have the name.
    private readonly Dictionary<string, INamedTypeSymbol?> _byName = [];

    private readonly HashSet<string> _ignoredTypes = [];
    private readonly HashSet<INamedTypeSymbol> _asBaseOnly = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<INamedTypeSymbol, List<INamedTypeSymbol>> _derived = new(SymbolEqualityComparer.Default);

    /// <summary>Types persisted by themselves: the rest of <see cref="Types"/> is reached from them.</summary>
    public HashSet<INamedTypeSymbol> Roots { get; } = new(SymbolEqualityComparer.Default);

    public HashSet<INamedTypeSymbol> Types { get; } = new(SymbolEqualityComparer.Default);

    public HashSet<(string Type, string Member)> IgnoredMembers { get; } = [];

    public HashSet<string> MappedNames { get; } = [];

    public void Run()
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            _ignoredTypes.UnionWith(FileFacts.Of(tree).Persistence.IgnoredTypes);
        }

        FindDeclaredRoots(compilation.Assembly.GlobalNamespace);

        foreach (var tree in compilation.SyntaxTrees)
        {
            ReadFile(tree);
        }

        while (_pending.Count > 0)
        {
            Reach(_pending.Dequeue());
        }
    }

    private void ReadFile(SyntaxTree tree)
    {
        var syntax = FileFacts.Of(tree).Persistence;
        IgnoredMembers.UnionWith(syntax.IgnoredMembers);
        MappedNames.UnionWith(syntax.MappedNames);
        if (syntax.IsEmpty)
        {
            return;
        }

        var model = compilation.GetSemanticModel(tree);
        foreach (var type in syntax.StoredTypes)
        {
            AddRoot(Resolve(model, type));
        }

        foreach (var type in syntax.QueriedTypes)
        {
            AddUnlessTransfer(Resolve(model, type));
        }

        foreach (var value in syntax.StoredValues)
        {
            AddUnlessTransfer(model.GetTypeInfo(value).Type);
        }
    }

    // Bound at the type's opening brace, so that no method body is bound for it.
    private static ITypeSymbol? Resolve(SemanticModel model, TypeSyntax type)
    {
        var position = type.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration && !declaration.OpenBraceToken.IsKind(SyntaxKind.None)
            ? declaration.OpenBraceToken.Span.End
            : type.SpanStart;
        return model.GetSpeculativeTypeInfo(position, type, SpeculativeBindingOption.BindAsTypeOrNamespace).Type;
    }

    private void FindDeclaredRoots(INamespaceSymbol space)
    {
        foreach (var member in space.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                FindDeclaredRoots(inner);
            }
            else if (member is INamedTypeSymbol type)
            {
                FindDeclaredRoots(type);
            }
        }
    }

    private void FindDeclaredRoots(INamedTypeSymbol type)
    {
        if (type.TypeKind is TypeKind.Class or TypeKind.Struct)
        {
            if (type.BaseType is { SpecialType: SpecialType.None } parent)
            {
                if (!_derived.TryGetValue(parent.OriginalDefinition, out var siblings))
                {
                    _derived.Add(parent.OriginalDefinition, siblings = []);
                }

                siblings.Add(type);
            }

            _byName[type.Name] = _byName.ContainsKey(type.Name) ? null : type;
            if (IsDeclaredRoot(type))
            {
                AddRoot(type);
            }

            foreach (var nested in type.GetTypeMembers())
            {
                FindDeclaredRoots(nested);
            }
        }
    }

    private static bool IsDeclaredRoot(INamedTypeSymbol type)
    {
        if (type.HasAttribute(PersistenceNames.TypeAttributes))
        {
            return true;
        }

        if (type.HasAttribute("MessagePackObject"))
        {
            return false;
        }

        return type.GetMembers().Any(static member => member is IPropertySymbol or IFieldSymbol && member.HasAttribute(PersistenceNames.MemberAttributes))
            || PersistenceNames.BaseTypes.Overlaps(BaseTypeNames(type));
    }

    private static IEnumerable<string> BaseTypeNames(INamedTypeSymbol type)
    {
        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            yield return parent.Name;
        }

        foreach (var face in type.Interfaces)
        {
            yield return face.Name;
        }
    }

    private void AddUnlessTransfer(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol named && !TransferNames.IsTransferName(named))
        {
            AddRoot(type);
        }
    }

    private void AddRoot(ITypeSymbol? type)
    {
        if (Add(type) is { } added)
        {
            Roots.Add(added);
        }

        if (type is INamedTypeSymbol { TypeArguments.Length: > 0 } generic)
        {
            foreach (var argument in generic.TypeArguments)
            {
                AddRoot(argument);
            }
        }
    }

    private INamedTypeSymbol? Add(ITypeSymbol? type, bool asBase = false)
    {
        // A using that is missing (one of the SDK's implicit ones, a global one) leaves the type unresolved: its name may still tell.
        if (type is IErrorTypeSymbol { Name: var name } && _byName.TryGetValue(name, out var found))
        {
            type = found;
        }

        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } named
            || !SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, compilation.Assembly)
            || _ignoredTypes.Contains(named.Name)
            || named.HasAttribute("NotMapped"))
        {
            return null;
        }

        var definition = named.OriginalDefinition;
        // What was reached only as a base class may be stored itself as well: its derived classes are looked at then.
        if (Types.Add(definition) | (!asBase && _asBaseOnly.Remove(definition)))
        {
            _pending.Enqueue(definition);
            if (asBase)
            {
                _asBaseOnly.Add(definition);
            }
        }

        return definition;
    }

    private void Reach(INamedTypeSymbol type)
    {
        Add(type.BaseType, asBase: true);
        if (type.IsAbstract && !_asBaseOnly.Contains(type) && _derived.TryGetValue(type, out var derivedTypes))
        {
            foreach (var derived in derivedTypes)
            {
                Add(derived);
            }
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol { IsStatic: false, IsIndexer: false, SetMethod: not null } or IPropertySymbol { IsStatic: false, Type.IsReferenceType: true }
                && !member.HasAttribute(PersistenceNames.UnmappedAttributes)
                && !IgnoredMembers.Contains((type.Name, member.Name)))
            {
                ReachMemberType(((IPropertySymbol)member).Type);
            }
        }
    }

    private void ReachMemberType(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                ReachMemberType(array.ElementType);
                break;
            case INamedTypeSymbol { TypeArguments.Length: > 0 } generic:
                foreach (var argument in generic.TypeArguments)
                {
                    ReachMemberType(argument);
                }

                Add(type);
                break;
            default:
                Add(type);
                break;
        }
    }
}
