using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace FieldCrypt.Analyzers;

/// <summary>The names around a member: its type's, its namespace's, its siblings'. Evidence is looked up in them.</summary>
internal sealed class TypeEvidence
{
    private readonly Vocabulary _vocabulary;

    public TypeEvidence(
        Vocabulary vocabulary,
        ImmutableArray<NameWords> typeNames,
        ImmutableArray<NameWords> spaceNames,
        ImmutableArray<NameWords> memberNames)
    {
        _vocabulary = vocabulary;
        TypeNames = typeNames;
        SpaceNames = spaceNames;
        MemberNames = memberNames;
    }

    public static TypeEvidence None(Vocabulary vocabulary) =>
        new(vocabulary, ImmutableArray<NameWords>.Empty, ImmutableArray<NameWords>.Empty, ImmutableArray<NameWords>.Empty);

    /// <summary>The type itself first, then outer and base types.</summary>
    public ImmutableArray<NameWords> TypeNames { get; }

    public ImmutableArray<NameWords> SpaceNames { get; }

    public ImmutableArray<NameWords> MemberNames { get; }

    /// <summary>Whether evidence is there for a member.</summary>
    public bool Shows(string evidenceName, NameWords member)
    {
        foreach (var alternative in _vocabulary.EvidenceOf(evidenceName).Alternatives)
        {
            var all = true;
            foreach (var term in alternative)
            {
                if (!Shows(term, member))
                {
                    all = false;
                    break;
                }
            }

            if (all)
            {
                return true;
            }
        }

        return false;
    }

    public bool ShowsAll(ImmutableArray<string> evidenceNames, NameWords member)
    {
        foreach (var name in evidenceNames)
        {
            if (!Shows(name, member))
            {
                return false;
            }
        }

        return true;
    }

    public bool ShowsAny(ImmutableArray<string> evidenceNames, NameWords member)
    {
        foreach (var name in evidenceNames)
        {
            if (Shows(name, member))
            {
                return true;
            }
        }

        return false;
    }

    private bool Shows(EvidenceTerm term, NameWords member) => term.Place switch
    {
        EvidencePlace.Named => Shows(term.Concepts[0], member),
        EvidencePlace.Type => AnyHolds(TypeNames, term.Concepts, except: null),
        EvidencePlace.Space => AnyHolds(SpaceNames, term.Concepts, except: null),
        EvidencePlace.Sibling => AnyHolds(MemberNames, term.Concepts, except: member.Key),
        EvidencePlace.Member => member.Holds(term.Concepts),
        _ => throw new InvalidOperationException($"Unknown place {term.Place}."),
    };

    private static bool AnyHolds(IReadOnlyList<NameWords> names, ImmutableArray<string> concepts, string? except)
    {
        foreach (var name in names)
        {
            if (name.Key != except && name.Holds(concepts))
            {
                return true;
            }
        }

        return false;
    }
}
