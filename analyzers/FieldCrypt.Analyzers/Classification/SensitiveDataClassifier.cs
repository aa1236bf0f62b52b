using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Says what a property, field, parameter or local holds, by declarations (data classification attributes), its name,
/// its column's name, its CLR type, and the names around it. Answers are cached for the compilation; thread-safe.
/// </summary>
internal sealed class SensitiveDataClassifier(AnalyzerSettings settings, NameClassifier names, PersistedTypes persistedTypes)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, TypeEvidence> _types = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<(ISymbol, SensitiveData)>> _declared = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, SensitiveData> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>What the symbol holds, whether encrypted or not; <see cref="SensitiveData.None"/> below the configured confidence.</summary>
    /// <param name="symbol">A property, field, parameter or local; anything else is not sensitive.</param>
    public SensitiveData Classify(ISymbol symbol) => symbol switch
    {
        IPropertySymbol { IsStatic: false, IsIndexer: false } => Cached(symbol),
        IFieldSymbol { IsStatic: false, IsConst: false } => Cached(symbol),
        IParameterSymbol parameter => RecordProperty(parameter) is { } property ? Cached(property) : Cached(symbol),
        ILocalSymbol { IsConst: false } => Cached(symbol),
        _ => SensitiveData.None,
    };

    /// <summary>The sensitive properties and fields that a type itself declares, without overrides; found once for all rules.</summary>
    public ImmutableArray<(ISymbol Member, SensitiveData Data)> SensitiveDeclaredIn(INamedTypeSymbol type) => _declared.GetOrAdd(type, ReadDeclared);

    /// <summary>The sensitive properties and fields of a type and its base types.</summary>
    public ImmutableArray<(ISymbol Member, SensitiveData Data)> SensitiveMembers(INamedTypeSymbol type) =>
        DataMembers(type)
            .Select(member => (Member: member, Data: Classify(member)))
            .Where(static pair => pair.Data.IsSensitive)
            .ToImmutableArray();

    /// <summary>Whether a type, or a base type, has a member of a kind.</summary>
    public bool HasMember(INamedTypeSymbol type, SensitiveKind kind) =>
        DataMembers(type).Any(member => Classify(member).Kind == kind);

    /// <summary>Instance properties, and fields that back none of them, of a type and its base types in source.</summary>
    public static IEnumerable<ISymbol> DataMembers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, IsIndexer: false, IsImplicitlyDeclared: false }
                    or IFieldSymbol { IsStatic: false, IsConst: false, IsImplicitlyDeclared: false })
                {
                    yield return member;
                }
            }
        }
    }

    /// <summary>The property that a positional parameter of a record declares, else <see langword="null"/>.</summary>
    public static IPropertySymbol? RecordProperty(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { IsRecord: true } type }
            || parameter.DeclaringSyntaxReferences.Length == 0)
        {
            return null;
        }

        var declaration = parameter.DeclaringSyntaxReferences[0];
        return type.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault(property =>
            property.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == declaration.SyntaxTree && reference.Span == declaration.Span));
    }

    private ImmutableArray<(ISymbol, SensitiveData)> ReadDeclared(INamedTypeSymbol type)
    {
        var declared = ImmutableArray.CreateBuilder<(ISymbol, SensitiveData)>();
        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol { IsOverride: false } or IFieldSymbol { IsImplicitlyDeclared: false }
                && Classify(member) is { IsSensitive: true } data)
            {
                declared.Add((member, data));
            }
        }

        return declared.ToImmutable();
    }

    private SensitiveData Cached(ISymbol symbol) => _answers.GetOrAdd(symbol.OriginalDefinition, Decide);

    private SensitiveData Decide(ISymbol symbol)
    {
        var file = settings.For(symbol);
        if (file.IsIgnored(symbol.ContainingType?.Name ?? "", symbol.Name))
        {
            return SensitiveData.None;
        }

        var declared = symbol is ILocalSymbol ? null : DataClassifications.Of(symbol, file);
        if (declared is { IsSensitive: false })
        {
            return SensitiveData.None;
        }

        var shapes = MemberShape.Of(TypeOf(symbol));
        if (shapes != MemberShapes.None && file.KindOf(symbol.Name) is var configured and not SensitiveKind.None)
        {
            return new SensitiveData(configured, Confidence.High);
        }

        var named = ByNames(symbol, shapes);
        if (named.Confidence < file.MinimumConfidence)
        {
            named = SensitiveData.None;
        }

        // The name tells more exactly than "cardholder data" or "personal data" what a declared member holds.
        return declared is { } declaration && !Refines(named.Kind, declaration.Kind)
            ? declaration
            : named with { DeclaredBy = declared?.DeclaredBy };
    }

    private static bool Refines(SensitiveKind named, SensitiveKind declared) => declared switch
    {
        SensitiveKind.DeclaredCardholderData => named.IsCardholderData(),
        SensitiveKind.DeclaredAuthenticationData => named.IsAuthenticationData(),
        SensitiveKind.PersonalData => named != SensitiveKind.None,
        _ => false,
    };

    private SensitiveData ByNames(ISymbol symbol, MemberShapes shapes)
    {
        if (shapes == MemberShapes.None)
        {
            return SensitiveData.None;
        }

        var byName = ByName(symbol, symbol.Name, shapes);
        if (byName.IsSensitive || symbol is not (IPropertySymbol or IFieldSymbol) || SpeaksForItself(names.WordsOf(symbol.Name)))
        {
            return byName;
        }

        foreach (var name in OtherNames.OfMember(symbol))
        {
            if (ByName(symbol, name, shapes) is { IsSensitive: true } other)
            {
                return other;
            }
        }

        // A value object: record CardNumber(string Value).
        if (symbol.Name is "Value" or "RawValue" or "Raw" && ByName(symbol, symbol.ContainingType.Name, shapes) is { IsSensitive: true } byType)
        {
            return byType;
        }

        return persistedTypes.ColumnNameOf(symbol) is { } column ? ByName(symbol, column, shapes) : SensitiveData.None;
    }

    // MaskedNumber or LoyaltyNumber in a column card_number is what its own name says.
    private static bool SpeaksForItself(NameWords name)
    {
        foreach (var word in name.Words)
        {
            if (word.IsSafe || word.Means("foreigncard"))
            {
                return true;
            }
        }

        return false;
    }

    // What is around is looked at only where the name matches a rule at all.
    private SensitiveData ByName(ISymbol symbol, string name, MemberShapes shapes) =>
        names.WordsOf(name) is { Candidates.IsEmpty: false } words ? names.Classify(words, shapes, EvidenceAround(symbol)) : SensitiveData.None;

    private TypeEvidence EvidenceAround(ISymbol symbol)
    {
        if (symbol.ContainingSymbol is IMethodSymbol method && method.ContainingType is { } owner)
        {
            var type = EvidenceOf(owner);
            return new TypeEvidence(
                names.Vocabulary,
                type.TypeNames,
                type.SpaceNames,
                method.Parameters.Select(parameter => names.WordsOf(parameter.Name)).ToImmutableArray());
        }

        return symbol.ContainingType is { } containingType
            ? EvidenceOf(containingType)
            : TypeEvidence.None(names.Vocabulary);
    }

    private TypeEvidence EvidenceOf(INamedTypeSymbol type) => _types.GetOrAdd(type.OriginalDefinition, ReadEvidence);

    private TypeEvidence ReadEvidence(INamedTypeSymbol type)
    {
        var typeNames = ImmutableArray.CreateBuilder<NameWords>();
        typeNames.Add(names.WordsOf(type.Name));
        typeNames.AddRange(OtherNames.OfType(type).Select(names.WordsOf));
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            typeNames.Add(names.WordsOf(outer.Name));
        }

        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            typeNames.Add(names.WordsOf(parent.Name));
        }

        var spaceNames = ImmutableArray.CreateBuilder<NameWords>();
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            spaceNames.Add(names.WordsOf(space.Name));
        }

        var members = DataMembers(type).Select(member => names.WordsOf(member.Name)).Distinct();
        return new TypeEvidence(names.Vocabulary, typeNames.ToImmutable(), spaceNames.ToImmutable(), members.ToImmutableArray());
    }

    private static ITypeSymbol TypeOf(ISymbol symbol) => symbol switch
    {
        IPropertySymbol property => property.Type,
        IFieldSymbol field => field.Type,
        IParameterSymbol parameter => parameter.Type,
        ILocalSymbol local => local.Type,
        _ => throw new ArgumentException($"A {symbol.Kind} holds no data.", nameof(symbol)),
    };
}
