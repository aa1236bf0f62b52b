namespace FieldCrypt.RemoteKeys;

/// <summary>Makes the exceptions of both services. Services' messages name keys and states; none repeats a plaintext.</summary>
internal static class KeyServiceErrors
{
    private const int MaximumWords = 300;

    public static FieldCryptException Failed(FieldCryptError error, string service, string operation, string keyId, int status, string? words)
    {
        string said = string.IsNullOrWhiteSpace(words) ? "" : $": {StoredText.Clean(words.Trim().TrimEnd('.'), MaximumWords)}";
        return new FieldCryptException(error, $"{service} failed {operation} for key {keyId} (HTTP {status}{said}). {Advice(error)}") { KeyId = keyId };
    }

    public static FieldCryptException NotAuthentic(string service, string keyId) => new(FieldCryptError.AuthenticationFailed,
        $"{service} does not open the wrapped key under key {keyId}. {Advice(FieldCryptError.AuthenticationFailed)}")
    { KeyId = keyId };

    public static FieldCryptException Malformed(string service, string operation, string keyId) => new(FieldCryptError.BackendUnavailable,
        $"{service} answered {operation} for key {keyId} with something that is no such answer. Nothing was written; check that the address is the service's own, and try again.")
    { KeyId = keyId };

    private static string Advice(FieldCryptError error) => error switch
    {
        FieldCryptError.KeyNotFound => "Check the key's name and place, or create it there.",
        FieldCryptError.KeyDisabled => "Enable the key, or this version of it, to use it again.",
        FieldCryptError.KeyPendingDeletion => "Restore the version while its waiting period lasts, or its values are lost.",
        FieldCryptError.KeyDestroyed => "What it wrapped cannot be opened again.",
        FieldCryptError.AuthenticationFailed => "It was changed, or the encryption context or key is not the one it was wrapped under.",
        FieldCryptError.AccessDenied => "Check the token and that its policy allows this operation.",
        FieldCryptError.BackendThrottled => "Nothing was written; try again later, or raise the quota (hierarchical data keys need few calls).",
        FieldCryptError.InvalidArgument => "The request does not fit the key; check its type.",
        _ => "Nothing was written; try again when it is reachable.",
    };
}
