namespace FieldCrypt;

/// <summary>How an envelope's data key is found and its value encrypted.</summary>
public enum EnvelopeSuite
{
    /// <summary>
    /// The data key is derived from a branch key and the record salt (NIST SP 800-108r1, counter mode, HMAC-SHA-512);
    /// the value is encrypted with AES-256-GCM (NIST SP 800-38D).
    /// </summary>
    Hierarchical = 1,

    /// <summary>As <see cref="Hierarchical"/>, but derived from a data key that the envelope carries wrapped by the key backend.</summary>
    Direct = 2,
}
