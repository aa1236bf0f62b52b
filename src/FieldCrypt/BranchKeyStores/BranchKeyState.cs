namespace FieldCrypt;

/// <summary>The state of a branch key.</summary>
public enum BranchKeyState
{
    /// <summary>It opens records, and while it is its context's newest it writes them.</summary>
    Enabled,

    /// <summary>It was revoked: it neither opens nor writes until it is enabled again.</summary>
    Disabled,

    /// <summary>Its wrapped keys are erased: the records under it cannot be read again (crypto-shredding).</summary>
    Destroyed,
}
