namespace FieldCrypt;

/// <summary>What a statement of a key policy does.</summary>
public enum KeyPolicyEffect
{
    /// <summary>It allows.</summary>
    Allow,

    /// <summary>It denies, whatever other statements and grants allow.</summary>
    Deny,
}
