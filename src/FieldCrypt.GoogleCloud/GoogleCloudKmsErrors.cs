using System.Net;
using FieldCrypt.RemoteKeys;

namespace FieldCrypt.GoogleCloud;

/// <summary>Google's canonical error statuses; the state of a key version stands in the message.</summary>
internal static class GoogleCloudKmsErrors
{
    public static FieldCryptError Classify(HttpStatusCode httpStatus, string? status, string words, string operation) => status switch
    {
        "FAILED_PRECONDITION" when words.Contains("DESTROY_SCHEDULED", StringComparison.Ordinal) => FieldCryptError.KeyPendingDeletion,
        "FAILED_PRECONDITION" when words.Contains("DESTROYED", StringComparison.Ordinal) => FieldCryptError.KeyDestroyed,
        "FAILED_PRECONDITION" => FieldCryptError.KeyDisabled,
        "INVALID_ARGUMENT" when operation == "decrypt" => FieldCryptError.AuthenticationFailed,
        "PERMISSION_DENIED" or "UNAUTHENTICATED" => FieldCryptError.AccessDenied,
        "NOT_FOUND" => FieldCryptError.KeyNotFound,
        "RESOURCE_EXHAUSTED" => FieldCryptError.BackendThrottled,
        "DEADLINE_EXCEEDED" => FieldCryptError.BackendTimeout,
        "UNAVAILABLE" or "INTERNAL" or "ABORTED" or "UNKNOWN" => FieldCryptError.BackendUnavailable,
        _ => KeyServiceClient.Classify(httpStatus),
    };
}
