using Amazon.Runtime;

namespace FieldCrypt.Aws;

/// <summary>The one place that calls the SDK: tells cancellation from failure and translates what it throws.</summary>
internal static class AwsKmsCalls
{
    public static async Task<T> CallAsync<T>(string operation, string keyId, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is OperationCanceledException or AmazonClientException)
        {
            throw new OperationCanceledException($"The call of AWS KMS {operation} for key {keyId} was cancelled.", exception, cancellationToken);
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or OperationCanceledException or HttpRequestException or IOException or TimeoutException)
        {
            throw AwsKmsErrors.Translate(exception, operation, keyId);
        }
    }
}
