namespace FieldCrypt;

/// <summary>How an attempt to decrypt ended.</summary>
internal enum DecryptionResult
{
    Success,
    CommitmentMismatch,
    AuthenticationFailed,

    /// <summary>The envelope names another key-encryption key than its direct key section.</summary>
    KeyIdMismatch,

    /// <summary>The key's lease ended meanwhile; open it again.</summary>
    KeyClosed,
}
