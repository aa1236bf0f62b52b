namespace FieldCrypt.Pkcs11;

/// <summary>
/// What <see cref="WrappedKey.KeyVersion"/> holds: the version's CKA_ID in hexadecimal and the mechanism, as in
/// <c>00000001/aes-kw</c>.
/// </summary>
internal readonly record struct WrappingVersion(string Version, Pkcs11WrapMechanism Mechanism)
{
    private static readonly (Pkcs11WrapMechanism Mechanism, string Name)[] s_names =
    [
        (Pkcs11WrapMechanism.AesKeyWrap, "aes-kw"),
        (Pkcs11WrapMechanism.AesKeyWrapPadded, "aes-kwp"),
        (Pkcs11WrapMechanism.AesGcm, "aes-gcm"),
    ];

    public static WrappingVersion? Parse(string keyVersion)
    {
        string[] parts = keyVersion.Split('/');
        if (parts.Length != 2)
            return null;
        foreach ((Pkcs11WrapMechanism mechanism, string name) in s_names)
        {
            if (name == parts[1])
                return new WrappingVersion(parts[0], mechanism);
        }

        return null;
    }

    public override string ToString()
    {
        Pkcs11WrapMechanism mechanism = Mechanism;
        return $"{Version}/{s_names.First(pair => pair.Mechanism == mechanism).Name}";
    }
}
