using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Pkcs11;

/// <summary>Which <see cref="FieldCryptError"/> a module's return value is. Names of functions and values hold no secret.</summary>
internal static class Pkcs11Errors
{
    public static FieldCryptException Translate(Pkcs11Exception exception, string keyId)
    {
        (FieldCryptError error, string advice) = Classify(exception.RV);
        return new FieldCryptException(error, $"The PKCS#11 module failed {exception.Method} for key {keyId} ({exception.RV}). {advice}", exception) { KeyId = keyId };
    }

    public static FieldCryptException KeyNotFound(string keyId, string tokenLabel, string? version) => new(FieldCryptError.KeyNotFound,
        $"The token \"{tokenLabel}\" holds no AES key {keyId}{(version is null ? "" : $" of version {version}")}. Check Pkcs11Options.KeyLabel, or create it by Pkcs11KeyAdministration.CreateKeyAsync; a key is never created by itself.")
    { KeyId = keyId };

    public static FieldCryptException Ambiguous(string keyId, string version) => new(FieldCryptError.KeyNotFound,
        $"Several keys of label and CKA_ID {version} stand for {keyId}. Give each version its own CKA_ID.")
    { KeyId = keyId };

    public static FieldCryptException NotYetListed(string keyId, string version) => new(FieldCryptError.BackendUnavailable,
        $"The token made version {version} of key {keyId}, but does not list it yet. Look by ListVersionsAsync before another is made.")
    { KeyId = keyId };

    public static FieldCryptException Disabled(string keyId, string version) => new(FieldCryptError.KeyDisabled,
        $"Version {version} of key {keyId} is disabled: the token lets it neither wrap nor encrypt. Enable it by Pkcs11KeyAdministration.EnableVersionAsync to use it again.")
    { KeyId = keyId };

    public static FieldCryptException WrongUse(string keyId, string version, Pkcs11WrapMechanism mechanism) => new(FieldCryptError.AccessDenied,
        $"Version {version} of key {keyId} is not allowed {mechanism} on its token (CKA_WRAP and CKA_UNWRAP for key wrap, CKA_ENCRYPT and CKA_DECRYPT for AES-GCM). Choose the mechanism it was made for, or rotate to a version made for this one.")
    { KeyId = keyId };

    public static FieldCryptException Unprotected(string keyId, string version) => new(FieldCryptError.AccessDenied,
        $"Version {version} of key {keyId} is extractable or not sensitive, so it may leave the token; it is not used as a key-encryption key. Make it with CKA_SENSITIVE and without CKA_EXTRACTABLE.")
    { KeyId = keyId };

    public static FieldCryptException NotAuthentic(string keyId, Exception? inner = null) => new(FieldCryptError.AuthenticationFailed,
        $"Key {keyId} does not open the wrapped key: it was changed, or the encryption context, version or mechanism is not the one it was wrapped under.", inner)
    { KeyId = keyId };

    private static (FieldCryptError Error, string Advice) Classify(CKR result)
    {
        if (SessionFailure.IsRefusedCiphertext(result))
            return (FieldCryptError.AuthenticationFailed, "The wrapped key was changed, or the encryption context, version or mechanism is not the one it was wrapped under.");
        return result switch
        {
            CKR.CKR_KEY_FUNCTION_NOT_PERMITTED or CKR.CKR_KEY_NOT_WRAPPABLE => (FieldCryptError.KeyDisabled, "The key's attributes on the token do not allow this use; enable it there."),
            CKR.CKR_KEY_UNEXTRACTABLE or CKR.CKR_ACTION_PROHIBITED or CKR.CKR_ATTRIBUTE_SENSITIVE or CKR.CKR_ATTRIBUTE_READ_ONLY or CKR.CKR_TOKEN_WRITE_PROTECTED
                => (FieldCryptError.AccessDenied, "The token's policy refuses it; use another mechanism, or let its security officer allow it."),
            CKR.CKR_MECHANISM_INVALID or CKR.CKR_MECHANISM_PARAM_INVALID or CKR.CKR_FUNCTION_NOT_SUPPORTED or CKR.CKR_KEY_TYPE_INCONSISTENT or CKR.CKR_TEMPLATE_INCONSISTENT or CKR.CKR_ATTRIBUTE_TYPE_INVALID or CKR.CKR_ATTRIBUTE_VALUE_INVALID
                => (FieldCryptError.InvalidArgument, "The token does not offer this mechanism; choose another by Pkcs11Options.WrapMechanism."),
            CKR.CKR_SESSION_COUNT => (FieldCryptError.BackendThrottled, "The token has no session left; lower Pkcs11Options.MaximumSessions, or try again."),
            CKR.CKR_USER_NOT_LOGGED_IN => (FieldCryptError.BackendUnavailable, "The login was lost; it is made anew with the next call."),
            _ => (FieldCryptError.BackendUnavailable, "Nothing was written; try again when the token is present and well."),
        };
    }
}
