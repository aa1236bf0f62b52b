namespace FieldCrypt;

/// <summary>What went wrong, for code that decides by cause.</summary>
public enum FieldCryptError
{
    /// <summary>FieldCrypt, a key ring or a key backend was not set up.</summary>
    NotConfigured,

    /// <summary>The stored bytes are no envelope: plaintext, or another library's ciphertext.</summary>
    NotAnEnvelope,

    /// <summary>The envelope ends before its own structure does.</summary>
    EnvelopeTruncated,

    /// <summary>The envelope names a format version, suite, flag or kind of value that this release does not know.</summary>
    EnvelopeVersionUnsupported,

    /// <summary>The value was written as another CLR type than the property has now.</summary>
    TypeMismatch,

    /// <summary>The tag does not fit: tampered with, or moved from another column or encryption context.</summary>
    AuthenticationFailed,

    /// <summary>The key that was opened is not the key that wrote the envelope.</summary>
    KeyCommitmentMismatch,

    /// <summary>The key's encryption context is not the one the column names.</summary>
    EncryptionContextMismatch,

    /// <summary>No key of this id is known to the key store or backend.</summary>
    KeyNotFound,

    /// <summary>The key was destroyed on purpose; its values cannot be read again.</summary>
    KeyDestroyed,

    /// <summary>The key is disabled.</summary>
    KeyDisabled,

    /// <summary>The key waits for its deletion.</summary>
    KeyPendingDeletion,

    /// <summary>A key policy, grant or the backend's own permissions refuse the call.</summary>
    AccessDenied,

    /// <summary>The key backend cannot be reached or is failing.</summary>
    BackendUnavailable,

    /// <summary>The key backend refuses for too many calls.</summary>
    BackendThrottled,

    /// <summary>The key backend did not answer in time.</summary>
    BackendTimeout,

    /// <summary>There is no key store where one was expected.</summary>
    KeyStoreNotFound,

    /// <summary>The key store's root key does not open it: wrong passphrase, key file or variable.</summary>
    KeyStoreRootKeyWrong,

    /// <summary>The key store's root key cannot be had: no key file, one that others may read, no variable, no passphrase.</summary>
    KeyStoreRootKeyUnavailable,

    /// <summary>The key store's file was written by a newer release.</summary>
    KeyStoreVersionUnsupported,

    /// <summary>The key store's file is damaged or no key store.</summary>
    KeyStoreCorrupt,

    /// <summary>The key store is held by another process or its disk is full.</summary>
    KeyStoreUnavailable,

    /// <summary>The value is larger than an encrypted column holds.</summary>
    ValueTooLarge,

    /// <summary>The value has no exact encoding, such as a string with half of a surrogate pair.</summary>
    ValueNotSupported,

    /// <summary>The encryption context breaks its grammar.</summary>
    InvalidContext,

    /// <summary>The model uses an encrypted property where ciphertext cannot stand, such as a key.</summary>
    ModelNotSupported,

    /// <summary>The query cannot be answered from ciphertext.</summary>
    QueryNotSupported,

    /// <summary>The audit trail cannot be written; the call it belongs to fails, and nothing was changed.</summary>
    AuditUnavailable,

    /// <summary>An argument or option is out of its range.</summary>
    InvalidArgument,

    /// <summary>An administrative change took effect and is in the audit trail as an intent, yet its outcome cannot be written.</summary>
    ChangeNotRecorded,

    /// <summary>What an envelope says of its own key is not as it was written.</summary>
    EnvelopeMalformed,

    /// <summary>
    /// Stored data names a key-encryption key that is neither the one configured, nor a former version of it, nor on the
    /// backend's list of additional keys. Nothing was sent to it.
    /// </summary>
    KeyNotTrusted,

    /// <summary>The envelope is of a suite that the key ring was not told to read.</summary>
    EnvelopeSuiteRefused,

    /// <summary>The branch key store lost a key that it must hold: its row is gone.</summary>
    BranchKeyMissing,

    /// <summary>
    /// The branch key store, or a row of it, is not of the state that it was last left in: an older copy was put back, the
    /// set of a context is gone, or a row was added past it.
    /// </summary>
    BranchKeyStoreRolledBack,
}
