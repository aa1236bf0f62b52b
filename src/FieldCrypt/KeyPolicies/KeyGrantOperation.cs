namespace FieldCrypt;

/// <summary>What a grant lets its grantee do with a symmetric key-encryption key; named as in AWS KMS.</summary>
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

    /// <summary>Make data keys without seeing them. An embedded key store has no such call.</summary>
    GenerateDataKeyWithoutPlaintext,

    /// <summary>Rewrap, out of this key. An embedded key store has no such call.</summary>
    ReEncryptFrom,

    /// <summary>Rewrap, into this key. An embedded key store has no such call.</summary>
    ReEncryptTo,

    /// <summary>Make asymmetric data key pairs. An embedded key store has no such call.</summary>
    GenerateDataKeyPair,

    /// <summary>Make asymmetric data key pairs without seeing the private key. An embedded key store has no such call.</summary>
    GenerateDataKeyPairWithoutPlaintext,
}
