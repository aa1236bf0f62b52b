using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>The first sensitive member that an object of a type writes when it becomes text. Cached; thread-safe.</summary>
internal sealed class PrintedMembers(FlowContext context)
{
    /// <summary>Objects in objects in objects.</summary>
    private const int MaxDepth = 3;

    private readonly ConcurrentDictionary<ITypeSymbol, SensitiveSource?>[] _caches =
        [new(SymbolEqualityComparer.Default), new(SymbolEqualityComparer.Default), new(SymbolEqualityComparer.Default)];

    public SensitiveSource? Find(ITypeSymbol type, PrintMode mode, CancellationToken cancellation)
    {
        if (type.SpecialType != SpecialType.None || type.TypeKind is TypeKind.Enum or TypeKind.Delegate or TypeKind.Error or TypeKind.TypeParameter)
            return null;

        var cache = _caches[(int)mode];
        if (cache.TryGetValue(type, out var known))
            return known;

        var found = Find(type, mode, 0, cancellation);
        cache.TryAdd(type, found);
        return found;
    }

    private SensitiveSource? Find(ITypeSymbol type, PrintMode mode, int depth, CancellationToken cancellation)
    {
        if (depth > MaxDepth || type.SpecialType != SpecialType.None)
            return null;

        switch (type)
        {
            case IArrayTypeSymbol array:
                return Find(array.ElementType, mode, depth, cancellation);

            case INamedTypeSymbol { IsTupleType: true } tuple:
                return First(tuple.TupleElements, mode, depth, cancellation);

            case INamedTypeSymbol named when IsFrameworkType(named):
                // Collections, Nullable, Task: what they hold.
                foreach (var argument in named.TypeArguments)
                {
                    if (Find(argument, mode, depth, cancellation) is { } inner)
                        return inner;
                }

                return null;

            case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named:
                return mode == PrintMode.Text
                    ? InText(named, depth, cancellation)
                    : First(SensitiveDataClassifier.DataMembers(named).Where(member => IsWritten(member, mode)), mode, depth, cancellation);

            default:
                return null;
        }
    }

    private SensitiveSource? InText(INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (OwnToString(current) is { } toString)
                return context.Summaries.Returns(toString, depth, cancellation).Source;
        }

        if (type.IsAnonymousType)
            return First(type.GetMembers().OfType<IPropertySymbol>(), PrintMode.Text, depth, cancellation);

        return RecordPrinting.IsSynthesized(type)
            ? First(SensitiveDataClassifier.DataMembers(type).Where(RecordPrinting.IsPrinted), PrintMode.Text, depth, cancellation)
            : null;
    }

    private SensitiveSource? First(IEnumerable<ISymbol> members, PrintMode mode, int depth, CancellationToken cancellation)
    {
        // Own members before those of nested objects: the shortest path makes the best message.
        var candidates = members.ToList();
        foreach (var member in candidates)
        {
            if (context.Sources.FromMember(member) is { } source)
                return source;
        }

        foreach (var member in candidates)
        {
            var type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
            if (Find(type, mode, depth + 1, cancellation) is { } nested)
                return nested;
        }

        return null;
    }

    private static IMethodSymbol? OwnToString(INamedTypeSymbol type) =>
        type.GetMembers("ToString").OfType<IMethodSymbol>().FirstOrDefault(static m => m is { IsOverride: true, Parameters.IsEmpty: true, IsImplicitlyDeclared: false });

    /// <summary>A public readable property that no attribute keeps out.</summary>
    private static bool IsWritten(ISymbol member, PrintMode mode) =>
        member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public }
        && !member.GetAttributes().Any(attribute => KeepsOut(attribute, mode));

    private static bool KeepsOut(AttributeData attribute, PrintMode mode)
    {
        string name = attribute.ShortName();
        if (name is "NotLogged" or "LogMasked" or "LogReplaced" or "SensitiveData" || (ProtectiveNames.Protects(name) && name != AttributeNames.Encrypted))
            return true;
        if (mode == PrintMode.Destructured)
            return false;

        // JsonIgnoreCondition.Always is 1; Never and the conditional ones still write.
        return name == "JsonIgnore"
            ? attribute.NamedArgument("Condition") is not int condition || condition == 1
            : name is "IgnoreDataMember" or "XmlIgnore" or "ScriptIgnore" or "JsonConverter" or "SwaggerIgnore";
    }

    private static bool IsFrameworkType(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space?.ContainingNamespace is { IsGlobalNamespace: false } outer)
            space = outer;
        return space?.Name is "System" or "Microsoft" && !type.IsAnonymousType;
    }
}
