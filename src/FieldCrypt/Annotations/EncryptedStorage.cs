namespace FieldCrypt;

/// <summary>How an envelope lies in its column or attribute.</summary>
public enum EncryptedStorage
{
    /// <summary>The envelope's bytes in a binary column.</summary>
    Binary,

    /// <summary>The envelope in base64url without padding (RFC 4648 section 5) in a text column.</summary>
    Text,
}
