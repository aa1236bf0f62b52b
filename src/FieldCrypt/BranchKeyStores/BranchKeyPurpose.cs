namespace FieldCrypt;

/// <summary>What a key in the branch key store is for. One key never serves both.</summary>
public enum BranchKeyPurpose
{
    /// <summary>The data keys of records are derived from it.</summary>
    RecordKeys,

    /// <summary>Blind indexes are computed with it.</summary>
    BlindIndexes,
}
