namespace FieldCrypt;

/// <summary>What can be done with an embedded key store and its keys; named as in AWS KMS.</summary>
internal enum EmbeddedKeyAction
{
    CreateKey,
    ListKeys,
    DescribeKey,
    UpdateKeyDescription,
    SetAlias,
    DeleteAlias,
    TagKey,
    UntagKey,
    RotateKey,
    SetRotationPeriod,
    EnableKey,
    DisableKey,
    ScheduleKeyDeletion,
    CancelKeyDeletion,
    DestroyKeyVersion,
    ChangeRootKey,
    Encrypt,
    Decrypt,
    GenerateDataKey,
    GetKeyPolicy,
    PutKeyPolicy,
    CreateGrant,
    ListGrants,
    RetireGrant,
    RevokeGrant,
    ProvideRootKeyShare,
    VerifyRootKeyShare,
    UnlockKeyStore,
}
