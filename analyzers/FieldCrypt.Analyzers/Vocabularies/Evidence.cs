using System.Collections.Immutable;

namespace FieldCrypt.Analyzers;

/// <summary>Where evidence is looked for.</summary>
internal enum EvidencePlace
{
    /// <summary>Other named evidence.</summary>
    Named,

    /// <summary>The names of the type, its outer and its base types.</summary>
    Type,

    /// <summary>The namespace.</summary>
    Space,

    /// <summary>One other member of the type.</summary>
    Sibling,

    /// <summary>The member's own name.</summary>
    Member,
}

/// <summary>Concepts that one name at a place must hold; or, for <see cref="EvidencePlace.Named"/>, the name of evidence.</summary>
internal sealed record EvidenceTerm(EvidencePlace Place, ImmutableArray<string> Concepts);

/// <summary>Alternatives, each a conjunction of terms.</summary>
internal sealed record Evidence(string Name, ImmutableArray<ImmutableArray<EvidenceTerm>> Alternatives);
