using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Which contexts map encrypted properties, and which are wired for FieldCrypt. Thread-safe.</summary>
internal sealed class EncryptedContexts(Compilation compilation, EncryptedMembers encrypted)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, ISymbol?> _members = new(SymbolEqualityComparer.Default);
    private readonly Lazy<IReadOnlyList<UseFieldCryptSyntax>> _calls =
        new(() => [.. compilation.SyntaxTrees.Select(static tree => FileFacts.Of(tree).UseFieldCrypt).Where(static calls => calls.IsElsewhere || !calls.Contexts.IsEmpty)]);

    /// <summary>An encrypted member of an entity of the context or of a type reached from one, else <see langword="null"/>.</summary>
    public ISymbol? EncryptedMemberOf(INamedTypeSymbol context) => _members.GetOrAdd(context, Find);

    /// <summary>Whether the context, or something that may be the context's, is given UseFieldCrypt in this compilation.</summary>
    public bool IsWired(INamedTypeSymbol context)
    {
        if (_calls.Value.Any(static file => file.IsElsewhere))
        {
            return true;
        }

        for (INamedTypeSymbol? current = context; current is not null; current = current.BaseType)
        {
            if (_calls.Value.Any(file => file.Contexts.Contains(current.Name)))
            {
                return true;
            }
        }

        return false;
    }

    private ISymbol? Find(INamedTypeSymbol context)
    {
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var pending = new Queue<INamedTypeSymbol>(DbContextTypes.EntitiesOf(context));
        while (pending.Count > 0)
        {
            for (INamedTypeSymbol? type = pending.Dequeue(); type is { SpecialType: SpecialType.None } && seen.Add(type); type = type.BaseType)
            {
                foreach (var member in type.GetMembers())
                {
                    if (encrypted.IsEncrypted(member))
                    {
                        return member;
                    }

                    if (member is IPropertySymbol { IsStatic: false } property && !member.HasAttribute(PersistenceNames.UnmappedAttributes))
                    {
                        EnqueueMemberType(property.Type, pending);
                    }
                }
            }
        }

        return null;
    }

    private static void EnqueueMemberType(ITypeSymbol type, Queue<INamedTypeSymbol> pending)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface, SpecialType: SpecialType.None } named)
        {
            foreach (var argument in named.TypeArguments)
            {
                EnqueueMemberType(argument, pending);
            }

            if (!IsSystem(named))
            {
                pending.Enqueue(named);
            }
        }
    }

    private static bool IsSystem(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name is "System" or "Microsoft";
    }
}
