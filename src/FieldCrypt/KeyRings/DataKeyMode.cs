namespace FieldCrypt;

/// <summary>Where the data keys of new records come from. Records of both kinds are read in either mode.</summary>
public enum DataKeyMode
{
    /// <summary>Derived from a branch key per encryption context; the backend is called once per context and lease.</summary>
    Hierarchical,

    /// <summary>Made by the backend: one call per record written, one per record first read.</summary>
    Direct,
}
