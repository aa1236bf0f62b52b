using System.Security.Cryptography;
using Azure;

namespace FieldCrypt.Azure;

/// <summary>Which <see cref="FieldCryptError"/> an error of the Azure SDK is.</summary>
internal static class AzureKeyVaultErrors
{
    public static bool IsKnown(Exception exception)
        => exception is RequestFailedException or CryptographicException or OperationCanceledException or AggregateException or HttpRequestException or IOException or TimeoutException;

    public static FieldCryptException Translate(Exception exception, string operation, string keyId)
    {
        FieldCryptError error = Classify(exception, operation);
        string cause = exception is RequestFailedException { Status: > 0 } failed ? $"HTTP {failed.Status} {failed.ErrorCode}".Trim() : exception.GetType().Name;
        return new FieldCryptException(error, $"Azure Key Vault failed {operation} for key {keyId} ({cause}). {Advice(error)}", exception) { KeyId = keyId };
    }

    public static FieldCryptException NotAuthentic(string keyId) => new(FieldCryptError.AuthenticationFailed,
        $"Azure Key Vault key {keyId} does not open the wrapped key. {Advice(FieldCryptError.AuthenticationFailed)}")
    { KeyId = keyId };

    private static FieldCryptError Classify(Exception exception, string operation) => exception switch
    {
        RequestFailedException failed => Classify(failed, operation),
        CryptographicException when operation == "UnwrapKey" => FieldCryptError.AuthenticationFailed,
        CryptographicException => FieldCryptError.InvalidArgument,
        OperationCanceledException or TimeoutException => FieldCryptError.BackendTimeout,

        // What the SDK throws when its own retries are used up.
        AggregateException { InnerException: RequestFailedException inner } => Classify(inner, operation),
        _ => FieldCryptError.BackendUnavailable,
    };

    private static FieldCryptError Classify(RequestFailedException failed, string operation) => failed.Status switch
    {
        403 when Says(failed, "KeyDisabled") || Says(failed, "disabled key") => FieldCryptError.KeyDisabled,
        401 or 403 => FieldCryptError.AccessDenied,
        404 => FieldCryptError.KeyNotFound,
        409 when Says(failed, "deleted") => FieldCryptError.KeyPendingDeletion,
        408 or 504 => FieldCryptError.BackendTimeout,
        429 => FieldCryptError.BackendThrottled,
        400 when operation == "UnwrapKey" => FieldCryptError.AuthenticationFailed,
        400 or 405 => FieldCryptError.InvalidArgument,
        _ => FieldCryptError.BackendUnavailable,
    };

    private static bool Says(RequestFailedException failed, string text)
        => failed.Message.Contains(text, StringComparison.OrdinalIgnoreCase) || string.Equals(failed.ErrorCode, text, StringComparison.OrdinalIgnoreCase);

    private static string Advice(FieldCryptError error) => error switch
    {
        FieldCryptError.KeyNotFound => "Check AzureKeyVaultOptions.KeyId, or create the key.",
        FieldCryptError.KeyDisabled => "Enable this version of the key to use it again.",
        FieldCryptError.KeyPendingDeletion => "Recover the key while its retention lasts, or its values are lost.",
        FieldCryptError.AuthenticationFailed => "It was changed, or the encryption context, key version or algorithm is not the one it was wrapped under. After a change of the algorithm, list the old one in AzureKeyVaultOptions.FormerAlgorithms.",
        FieldCryptError.AccessDenied => "Check the credential and that it may wrap, unwrap and get the key.",
        FieldCryptError.BackendThrottled => "Nothing was written; try again later (hierarchical data keys need few calls).",
        FieldCryptError.InvalidArgument => "The key does not take this algorithm; see AzureKeyVaultOptions.Algorithm.",
        _ => "Nothing was written; try again when it is reachable.",
    };
}
