namespace FieldCrypt;

/// <summary>How an attempt to decrypt ended.</summary>
internal enum DecryptionResult
{
    Success,
    CommitmentMismatch,
    AuthenticationFailed,

    /// <summary>The key's lease ended meanwhile; open it again.</summary>
    KeyClosed,
}
