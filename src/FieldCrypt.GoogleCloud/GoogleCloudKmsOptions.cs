namespace FieldCrypt.GoogleCloud;

/// <summary>The settings of <see cref="GoogleCloudKmsBackend"/>.</summary>
public sealed class GoogleCloudKmsOptions
{
    /// <summary>The key: <c>projects/P/locations/L/keyRings/R/cryptoKeys/K</c>, of purpose ENCRYPT_DECRYPT.</summary>
    public string KeyName { get; set; } = "";

    /// <summary>
    /// Other keys whose wrapped keys are opened, by full name, such as the key used before <see cref="KeyName"/>. Stored data
    /// names keys; requests go only to these and to <see cref="KeyName"/>.
    /// </summary>
    public IList<string> AdditionalKeys { get; } = [];

    /// <summary>
    /// Gives an OAuth 2.0 access token with the scope <c>https://www.googleapis.com/auth/cloudkms</c> for each call, for
    /// example from Google.Apis.Auth or the metadata server; cache it there.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? AccessToken { get; set; }

    /// <summary>The service's address, for private endpoints.</summary>
    public Uri Address { get; set; } = new("https://cloudkms.googleapis.com/");

    /// <summary>
    /// The client to use, such as one with a client certificate, which the caller disposes. Null makes one, which follows no
    /// redirect and on this machine uses no proxy. With a client of the application's own, proxy, redirects and the check of
    /// certificates are its affair; an answer that came by a redirect is refused, yet the redirect has then had the request.
    /// </summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Retries, attempt timeout and circuit breaker.</summary>
    public KeyBackendResilience Resilience { get; set; } = new();
}
