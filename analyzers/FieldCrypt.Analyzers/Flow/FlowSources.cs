using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Which symbols and names stand for plaintext that must not leak: what the classifier finds, and every [Encrypted]
/// member whatever it is called.
/// </summary>
internal sealed class FlowSources(CompilationFacts facts)
{
    private static readonly string[] Verbs =
    [
        "Get", "Read", "Fetch", "Load", "AskFor", "Ask", "PromptFor", "Prompt", "Enter", "Input", "Extract", "Decrypt",
        "Generate", "Parse", "Build", "Retrieve", "Create", "Unmask", "Reveal", "Detokenize", "Normalize", "Clean", "Random",
        "Obtain", "Obter", "Obtener", "Al", "Getir",
    ];

    /// <summary>Every concept that a rule of the vocabulary asks a name for; a name without one matches no rule.</summary>
    private readonly HashSet<string> _concepts = [.. facts.Names.Vocabulary.Rules.SelectMany(static rule => rule.Concepts)];

    private readonly ConcurrentDictionary<string, bool> _namesOfInterest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ISymbol, SensitiveSource?> _members = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<(string Name, string Around, MemberShapes Shape), SensitiveSource?> _names = new();

    /// <summary>A property or field.</summary>
    public SensitiveSource? FromMember(ISymbol member) => _members.GetOrAdd(member.OriginalDefinition, ReadMember);

    public SensitiveSource? FromParameter(IParameterSymbol parameter) => !MayBe(parameter) ? null :
        Accept(WithoutNarrowPan(facts.Classifier.Classify(parameter), parameter.Type), parameter.Name, parameter);

    public SensitiveSource? FromLocal(ILocalSymbol local) => !MayBe(local) ? null :
        Accept(WithoutNarrowPan(facts.Classifier.Classify(local), local.Type), local.Name, local);

    /// <summary>A name that does not resolve, with the name of what it is a member of.</summary>
    public SensitiveSource? FromName(string name, string around, MemberShapes shape = MemberShapes.Text) =>
        _names.GetOrAdd((name, around, shape), key => Accept(ClassifyName(key.Name, key.Around, key.Shape), key.Around.Length == 0 ? key.Name : key.Around + "." + key.Name, null));

    /// <summary>
    /// A text in front of a value that says what it is: the label in "Card number: " + value, a placeholder's name.
    /// </summary>
    public SensitiveSource? FromLabel(string label, string around, MemberShapes shape, ITypeSymbol? type) =>
        FromKey(label, around, shape) is { } source && !(source.Kind == SensitiveKind.Pan && type is not null && IsNarrow(type)) ? source : null;

    /// <summary>A constant key: a form field, a column, a tag.</summary>
    public SensitiveSource? FromKey(string key, string around = "", MemberShapes shape = MemberShapes.Text) =>
        key.Length is > 2 and < 64 && FromName(key, around, shape) is { } source ? source with { Name = key } : null;

    /// <summary>The result of a method of which only the name is known.</summary>
    public SensitiveSource? FromCall(string name, IMethodSymbol? method)
    {
        if (method is not null && MemberShape.Of(Awaited(method.ReturnType)) is MemberShapes.None or MemberShapes.Date)
            return null;

        foreach (string verb in Verbs)
        {
            if (name.Length > verb.Length && name.StartsWith(verb, StringComparison.Ordinal) && char.IsUpper(name[verb.Length]))
            {
                string rest = name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;
                return rest.Length <= verb.Length ? null : FromName(rest.Substring(verb.Length), method?.ContainingType?.Name ?? "") is { } source
                    ? source with { Name = name + "()" }
                    : null;
            }
        }

        return null;
    }

    /// <summary>Types whose values give nothing away, whatever they come from.</summary>
    public bool IsHarmless(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char
        || type.TypeKind is TypeKind.Enum
        || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } && IsHarmless(inner)
        || type is { Name: "CancellationToken" or "TimeSpan" or "Type", ContainingNamespace.Name: "System" or "Threading" };

    // 32 bits hold ten digits, a PAN has twelve or more: such a "card number" is one of a pack.
    private static SensitiveData WithoutNarrowPan(SensitiveData data, ITypeSymbol type) =>
        data is { Kind: SensitiveKind.Pan, DeclaredBy: null } && IsNarrow(type) ? SensitiveData.None : data;

    private static bool IsNarrow(ITypeSymbol type) =>
        type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt32
        || (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } && IsNarrow(inner));

    /// <summary>Decided by the name's words and the presence of attributes, before the classifier looks around.</summary>
    private bool MayBe(ISymbol symbol) =>
        IsOfInterest(symbol.Name)
        || (symbol is not ILocalSymbol && !symbol.GetAttributes().IsEmpty)
        || symbol is IPropertySymbol { IsOverride: true }
        || facts.Settings.For(symbol).KindOf(symbol.Name) != SensitiveKind.None;

    private bool IsOfInterest(string name)
    {
        if (_namesOfInterest.TryGetValue(name, out bool known))
            return known;

        bool found = facts.Names.WordsOf(name).Words.Any(word => word.Concepts.Any(_concepts.Contains));
        _namesOfInterest.TryAdd(name, found);
        return found;
    }

    private SensitiveSource? ReadMember(ISymbol member)
    {
        if (!MayBe(member) && !KnownCalls.IsWrappedMember(member.Name))
            return null;

        string name = member.ContainingType is { IsAnonymousType: false, Name.Length: > 0 } type ? type.Name + "." + member.Name : member.Name;
        var data = facts.Classifier.Classify(member);
        if (EncryptedMembers.IsMarked(member))
            return new SensitiveSource(name, data.Kind, member);

        return Accept(data, name, member) ?? FromValueObject(member, name);
    }

    /// <summary>The value inside a type that is itself named for it: <c>CardNumber.Value</c>.</summary>
    private SensitiveSource? FromValueObject(ISymbol member, string name)
    {
        if (!KnownCalls.IsWrappedMember(member.Name) || member.ContainingType is not { IsAnonymousType: false, IsTupleType: false } type)
            return null;

        var shape = MemberShape.Of(member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type);
        return shape == MemberShapes.None || FromName(type.Name, "") is not { } source ? null : source with { Name = name, Symbol = member };
    }

    private SensitiveSource? Accept(SensitiveData data, string name, ISymbol? symbol)
    {
        if (!data.IsSensitive || !IsLeak(data, symbol))
            return null;

        return new SensitiveSource(name, data.Kind, symbol);
    }

    private bool IsLeak(SensitiveData data, ISymbol? symbol)
    {
        var kind = data.Kind;
        if (kind == SensitiveKind.Pan || kind.IsAuthenticationData() || kind == SensitiveKind.DeclaredCardholderData)
            return true;

        // [PersonalData] of ASP.NET Core Identity marks user names and the like; a data classification is meant for logs.
        if (data.DeclaredBy is not (null or "PersonalData" or "ProtectedPersonalData"))
            return true;

        var settings = symbol is null ? facts.Settings.For((SyntaxTree?)null) : facts.Settings.For(symbol);
        return settings.LeakKinds.Contains(kind)
            || (kind == SensitiveKind.CardholderName && StandsWithPan(symbol));
    }

    /// <summary>A cardholder's name is cardholder data where the PAN is known too.</summary>
    private bool StandsWithPan(ISymbol? symbol)
    {
        if (symbol?.ContainingSymbol is IMethodSymbol method)
        {
            foreach (var parameter in method.Parameters)
            {
                if (facts.Classifier.Classify(parameter).Kind == SensitiveKind.Pan)
                    return true;
            }

            return false;
        }

        return symbol?.ContainingType is { } type && facts.Classifier.HasMember(type, SensitiveKind.Pan);
    }

    private SensitiveData ClassifyName(string name, string around, MemberShapes shape)
    {
        var names = facts.Names;
        var types = around.Length == 0 ? ImmutableArray<NameWords>.Empty : ImmutableArray.Create(names.WordsOf(around));
        var none = ImmutableArray<NameWords>.Empty;
        var evidence = new TypeEvidence(names.Vocabulary, types, none, none);
        return names.Classify(names.WordsOf(name), shape, evidence);
    }

    private static ITypeSymbol Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var inner] } ? inner : type;
}
