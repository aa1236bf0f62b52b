namespace FieldCrypt.Pkcs11;

/// <summary>Chooses among the versions of a key-encryption key.</summary>
internal static class Kek
{
    public static TokenKey? Newest(IReadOnlyList<TokenKey> versions)
        => versions.Count == 0 ? null : versions.Aggregate(static (newest, key) => TokenKey.CompareVersions(key, newest) > 0 ? key : newest);

    /// <summary>A version by its CKA_ID; one that is not among those found is looked for again.</summary>
    public static TokenKey Find(SessionKeys session, string label, string version, string keyId, bool anew)
    {
        TokenKey[] fitting = Fitting(session.Versions(label, anew));
        if (fitting.Length == 0 && !anew)
            fitting = Fitting(session.Versions(label, anew: true));
        return fitting switch
        {
            [var only] => only,
            [] => throw Pkcs11Errors.KeyNotFound(keyId, session.Session.TokenLabel, version),
            _ => throw Pkcs11Errors.Ambiguous(keyId, version),
        };

        TokenKey[] Fitting(IReadOnlyList<TokenKey> versions) => [.. versions.Where(key => key.Version == version)];
    }

    /// <summary>A version that may be used; one that was found unusable earlier is looked at again.</summary>
    /// <param name="find">Finds the version, anew or as found before.</param>
    /// <param name="mechanism">What it is to be used for.</param>
    /// <param name="keyId">Its id, for messages.</param>
    public static TokenKey Usable(Func<bool, TokenKey> find, Pkcs11WrapMechanism mechanism, string keyId)
    {
        TokenKey kek = find(false);
        if (Refusal(kek, mechanism, keyId) is null)
            return kek;
        kek = find(true);
        return Refusal(kek, mechanism, keyId) is { } refusal ? throw refusal : kek;
    }

    private static FieldCryptException? Refusal(TokenKey kek, Pkcs11WrapMechanism mechanism, string keyId)
    {
        if (!kek.IsProtected)
            return Pkcs11Errors.Unprotected(keyId, kek.Version);
        if (kek.IsDisabled)
            return Pkcs11Errors.Disabled(keyId, kek.Version);
        bool allowed = mechanism == Pkcs11WrapMechanism.AesGcm ? kek.MayEncrypt : kek.MayWrapKeys;
        return allowed ? null : Pkcs11Errors.WrongUse(keyId, kek.Version, mechanism);
    }
}
