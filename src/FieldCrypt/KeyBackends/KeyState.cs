namespace FieldCrypt;

/// <summary>The state of a key-encryption key.</summary>
public enum KeyState
{
    /// <summary>It wraps and unwraps.</summary>
    Enabled,

    /// <summary>It does neither until it is enabled again.</summary>
    Disabled,

    /// <summary>It does neither and is destroyed when its waiting period ends.</summary>
    PendingDeletion,

    /// <summary>Its bytes are gone.</summary>
    Destroyed,
}
