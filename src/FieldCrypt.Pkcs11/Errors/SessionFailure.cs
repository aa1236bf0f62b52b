using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Pkcs11;

/// <summary>What a module's return value says about the session it came through.</summary>
internal static class SessionFailure
{
    /// <summary>The session, login or handles are gone, the token perhaps not: worth one try with a new session.</summary>
    public static bool IsLoss(CKR result) => result is CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED or CKR.CKR_USER_NOT_LOGGED_IN
        or CKR.CKR_DEVICE_REMOVED or CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_TOKEN_NOT_RECOGNIZED or CKR.CKR_SLOT_ID_INVALID
        or CKR.CKR_CRYPTOKI_NOT_INITIALIZED or CKR.CKR_OBJECT_HANDLE_INVALID or CKR.CKR_KEY_HANDLE_INVALID
        or CKR.CKR_WRAPPING_KEY_HANDLE_INVALID or CKR.CKR_UNWRAPPING_KEY_HANDLE_INVALID or CKR.CKR_OPERATION_ACTIVE;

    /// <summary>The session goes on: the call was refused for what it asked.</summary>
    public static bool LeavesSessionUsable(CKR result) => IsRefusedCiphertext(result)
        || result is CKR.CKR_KEY_FUNCTION_NOT_PERMITTED or CKR.CKR_MECHANISM_INVALID or CKR.CKR_ATTRIBUTE_READ_ONLY or CKR.CKR_ACTION_PROHIBITED;

    /// <summary>The token looked at the ciphertext and did not accept it.</summary>
    public static bool IsRefusedCiphertext(CKR result) => result is CKR.CKR_ENCRYPTED_DATA_INVALID or CKR.CKR_ENCRYPTED_DATA_LEN_RANGE
        or CKR.CKR_WRAPPED_KEY_INVALID or CKR.CKR_WRAPPED_KEY_LEN_RANGE or CKR.CKR_DATA_INVALID or CKR.CKR_DATA_LEN_RANGE
        or CKR.CKR_SIGNATURE_INVALID;

    /// <summary>Says nothing by itself; many modules answer a refused ciphertext so.</summary>
    public static bool IsVague(CKR result) => result is CKR.CKR_GENERAL_ERROR or CKR.CKR_FUNCTION_FAILED or CKR.CKR_DEVICE_ERROR or CKR.CKR_ARGUMENTS_BAD;
}
