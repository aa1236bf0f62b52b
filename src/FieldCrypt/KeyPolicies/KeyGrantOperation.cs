namespace FieldCrypt;

/// <summary>What a grant lets its grantee do; named as in AWS KMS.</summary>
public enum KeyGrantOperation
{
    /// <summary>Decrypt.</summary>
    Decrypt,

    /// <summary>Encrypt.</summary>
    Encrypt,

    /// <summary>Make data keys.</summary>
    GenerateDataKey,

    /// <summary>Describe the key. Constraints do not apply to it.</summary>
    DescribeKey,

    /// <summary>Grant to others, at most what this grant allows and under constraints at least as strict.</summary>
    CreateGrant,

    /// <summary>Retire this grant.</summary>
    RetireGrant,
}
