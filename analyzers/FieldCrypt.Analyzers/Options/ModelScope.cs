namespace FieldCrypt.Analyzers;

/// <summary>Which types the model rules look at (<c>fieldcrypt_models</c>).</summary>
internal enum ModelScope
{
    /// <summary>
    /// The default: persisted types; and, under a root namespace in which no persistence can be seen (a domain project
    /// whose DbContext lives elsewhere), types shaped like entities.
    /// </summary>
    Auto,

    /// <summary>Only types that this compilation shows to be persisted.</summary>
    Persisted,

    /// <summary>Persisted types and every type shaped like an entity.</summary>
    EntityLike,

    /// <summary>Every class, struct and record.</summary>
    All,
}
