using System.Net;
using System.Net.Sockets;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace FieldCrypt.Aws;

/// <summary>
/// Which <see cref="FieldCryptError"/> an error of the AWS SDK is, by the error codes of the KMS API reference. KMS
/// messages hold key ids and states, no plaintext, so the SDK's exception stays as the inner one.
/// </summary>
internal static class AwsKmsErrors
{
    private static readonly HashSet<string> s_throttling = new(StringComparer.Ordinal)
    {
        "ThrottlingException", "Throttling", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "RequestLimitExceeded", "SlowDown", "BandwidthLimitExceeded", "PriorRequestNotComplete",
    };

    private static readonly HashSet<string> s_refusedCredentials = new(StringComparer.Ordinal)
    {
        "AccessDeniedException", "AccessDenied", "NotAuthorized", "NotAuthorizedException", "UnrecognizedClientException",
        "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException", "IncompleteSignature", "ExpiredToken", "ExpiredTokenException", "OptInRequired",
    };

    public static FieldCryptException Translate(Exception exception, string operation, string keyId)
    {
        FieldCryptError error = Classify(exception, operation);
        return new FieldCryptException(error, $"AWS KMS failed {operation} for key {keyId} ({Code(exception)}). {Advice(exception, error)}", exception) { KeyId = keyId };
    }

    private static FieldCryptError Classify(Exception exception, string operation) => exception switch
    {
        NotFoundException => FieldCryptError.KeyNotFound,
        DisabledException => FieldCryptError.KeyDisabled,
        KMSInvalidStateException invalidState => ClassifyState(invalidState.Message),
        InvalidCiphertextException or IncorrectKeyException => FieldCryptError.AuthenticationFailed,
        KeyUnavailableException or KMSInternalException => FieldCryptError.BackendUnavailable,
        DependencyTimeoutException => FieldCryptError.BackendTimeout,
        InvalidGrantTokenException => FieldCryptError.AccessDenied,
        AmazonServiceException service when s_throttling.Contains(service.ErrorCode ?? "") || service.StatusCode == HttpStatusCode.TooManyRequests => FieldCryptError.BackendThrottled,
        AmazonServiceException service when s_refusedCredentials.Contains(service.ErrorCode ?? "") => FieldCryptError.AccessDenied,

        // KMS validates a blob's length before it looks inside.
        AmazonServiceException { ErrorCode: "ValidationException" } when operation is "Decrypt" or "ReEncrypt" => FieldCryptError.AuthenticationFailed,
        AmazonServiceException { ErrorCode: "RequestExpired" or "RequestTimeout" or "RequestTimeoutException" } => FieldCryptError.BackendTimeout,
        AmazonServiceException service when service.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => FieldCryptError.InvalidArgument,
        AmazonServiceException => FieldCryptError.BackendUnavailable,
        OperationCanceledException or TimeoutException => FieldCryptError.BackendTimeout,
        HttpRequestException or IOException or SocketException => FieldCryptError.BackendUnavailable,
        AmazonClientException client when client.InnerException is { } inner and (HttpRequestException or IOException or SocketException or OperationCanceledException or TimeoutException) => Classify(inner, operation),

        // What the SDK throws of itself when no source of credentials answers.
        AmazonClientException => FieldCryptError.AccessDenied,
        _ => FieldCryptError.BackendUnavailable,
    };

    private static FieldCryptError ClassifyState(string message)
    {
        if (message.Contains("pending deletion", StringComparison.OrdinalIgnoreCase) || message.Contains("pending replica deletion", StringComparison.OrdinalIgnoreCase))
            return FieldCryptError.KeyPendingDeletion;

        // Imported key material that was deleted or has expired, or never came.
        if (message.Contains("pending import", StringComparison.OrdinalIgnoreCase) || message.Contains("disabled", StringComparison.OrdinalIgnoreCase))
            return FieldCryptError.KeyDisabled;

        // Creating, Updating, Unavailable (custom key store away): passes.
        return FieldCryptError.BackendUnavailable;
    }

    private static string Code(Exception exception) => exception is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : exception.GetType().Name;

    private static string Advice(Exception exception, FieldCryptError error) => exception switch
    {
        LimitExceededException => "A quota of the key or account is used up for good or until it is raised; see AWS KMS, Quotas.",
        MalformedPolicyDocumentException => $"KMS refuses the key policy: {exception.Message}",
        InvalidArnException => $"KMS does not take a name for an ARN: {exception.Message}",
        InvalidGrantIdException => "There is no such grant; ListGrantsAsync tells those there are.",
        _ => Advice(error),
    };

    private static string Advice(FieldCryptError error) => error switch
    {
        FieldCryptError.KeyNotFound => "No such key or alias is in this account and Region; check AwsKmsOptions.KeyId and the Region, or create it.",
        FieldCryptError.KeyDisabled => "Enable the key in KMS (or import its key material) to use it again.",
        FieldCryptError.KeyPendingDeletion => "Cancel the deletion and enable the key while its waiting period lasts, or its values are lost.",
        FieldCryptError.AuthenticationFailed => "The wrapped key was changed, or the encryption context or key is not the one it was wrapped under.",
        FieldCryptError.AccessDenied => "Check the credentials, and that key policy, grants or IAM allow this operation under this encryption context.",
        FieldCryptError.BackendThrottled => "Nothing was written; try again later, or raise the account's request quota (hierarchical data keys need few calls).",
        FieldCryptError.InvalidArgument => "The request does not fit the key: it must be a symmetric encryption key.",
        _ => "Nothing was written; try again when it is reachable.",
    };
}
