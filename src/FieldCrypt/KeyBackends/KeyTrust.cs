namespace FieldCrypt;

/// <summary>Whether the key-encryption key that a stored wrapped key names is one of a backend's configuration.</summary>
public enum KeyTrust
{
    /// <summary>It is not: nothing is sent to it.</summary>
    NotTrusted,

    /// <summary>It is the configured key, a former version of it, or listed in the backend's options.</summary>
    Trusted,

    /// <summary>
    /// The place has to be asked first for which key the configured name stands. The backend does so when it unwraps, and
    /// refuses there.
    /// </summary>
    NotYetKnown,
}
