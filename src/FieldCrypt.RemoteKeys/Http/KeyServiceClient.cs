using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace FieldCrypt.RemoteKeys;

/// <summary>
/// The one place that sends requests to a key service: credentials added per call, transport failures and cancellation
/// told apart, buffers zeroed. Thread-safe.
/// </summary>
internal sealed class KeyServiceClient : IDisposable
{
    private const int MaximumAnswer = 1024 * 1024;

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly string _service;
    private readonly Uri _address;

    /// <param name="service">The service's name, for messages.</param>
    /// <param name="address">Its address; https, or http to this machine.</param>
    /// <param name="http">The application's client, or null to make one.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>: the address or the client would show keys to others.</exception>
    public KeyServiceClient(string service, Uri address, HttpClient? http)
    {
        KeyServiceAddress.Demand(service, address);
        if (http is not null && KeyServiceAddress.IsThisMachine(address) && KeyServiceAddress.DefaultProxyOf(address) is { } proxy)
            throw new FieldCryptException(FieldCryptError.NotConfigured, $"The proxy {proxy} of this process would see the token and keys sent to {address}, unless the HttpClient given for {service} goes past it, which cannot be told. Except the address by NO_PROXY, or leave the client out: the one made here uses no proxy on this machine.");
        _service = service;
        _address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        _ownsHttp = http is null;

        // No redirects: they would carry the token elsewhere. A proxy sees plain text where there is no TLS, and has no place
        // between two programs of one machine; elsewhere it tunnels.
        _http = http ?? new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = !KeyServiceAddress.IsThisMachine(address),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaximumAnswer,
        };
    }

    /// <summary>Sends a request; whatever its status, the answer is the caller's to judge and dispose.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the address.</param>
    /// <param name="authorize">Adds credentials.</param>
    /// <param name="body">Writes the JSON body's members; null for none.</param>
    /// <param name="keyId">The key, for messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.BackendUnavailable"/>, <see cref="FieldCryptError.BackendTimeout"/>.</exception>
    public async Task<JsonAnswer> SendAsync(
        HttpMethod method,
        string path,
        Func<HttpRequestHeaders, CancellationToken, ValueTask> authorize,
        Action<Utf8JsonWriter>? body,
        string keyId,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[]? content = body is null ? null : JsonBody.Write(body);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(_address, path));
            await authorize(request.Headers, cancellationToken).ConfigureAwait(false);
            if (content is not null)
            {
                request.Content = new ByteArrayContent(content);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            Uri asked = request.RequestUri!;
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (IsRedirected(response, asked))
                throw Redirected(response, keyId);
            return new JsonAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FieldCryptException(FieldCryptError.BackendTimeout, $"{_service} did not answer in time for key {keyId}. Nothing was written; try again when it is reachable.", exception) { KeyId = keyId };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new FieldCryptException(FieldCryptError.BackendUnavailable, $"{_service} cannot be reached at {_address.Authority} for key {keyId}. Nothing was written; try again when it is.", exception) { KeyId = keyId };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public void Dispose()
    {
        if (_ownsHttp)
            _http.Dispose();
    }

    /// <summary>The service answered by another address, or the application's client has followed there already.</summary>
    private static bool IsRedirected(HttpResponseMessage response, Uri asked)
        => response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            || response.RequestMessage?.RequestUri != asked;

    private FieldCryptException Redirected(HttpResponseMessage response, string keyId)
    {
        string target = StoredText.Clean((response.Headers.Location ?? response.RequestMessage?.RequestUri)?.ToString() ?? "elsewhere", 200);
        return new FieldCryptException(FieldCryptError.NotConfigured,
            $"{_service} at {_address.Authority} redirects the call for key {keyId} to {target}. Token and keys go to the configured address alone, so its answer is not used: configure the address that answers itself, and an HttpClient that follows no redirects.")
        { KeyId = keyId };
    }

    /// <summary>What a status alone says, where the service's own words say nothing more.</summary>
    public static FieldCryptError Classify(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => FieldCryptError.AccessDenied,
        404 => FieldCryptError.KeyNotFound,
        408 or 504 => FieldCryptError.BackendTimeout,
        429 => FieldCryptError.BackendThrottled,
        >= 400 and < 500 => FieldCryptError.InvalidArgument,
        _ => FieldCryptError.BackendUnavailable,
    };
}
