namespace FieldCrypt.Vault;

/// <summary>The settings of <see cref="VaultTransitBackend"/>.</summary>
public sealed class VaultTransitOptions
{
    /// <summary>The server's address, https (or http on loopback); null takes the environment variable VAULT_ADDR, then BAO_ADDR.</summary>
    public Uri? Address { get; set; }

    /// <summary>The path where the Transit engine is mounted.</summary>
    public string Mount { get; set; } = "transit";

    /// <summary>The Transit key, of a type with authenticated data: aes256-gcm96 (the default type), aes128-gcm96 or chacha20-poly1305, not derived or convergent.</summary>
    public string KeyName { get; set; } = "";

    /// <summary>
    /// Other Transit keys whose wrapped keys are opened, as <c>MOUNT/keys/NAME</c>, such as the key used before
    /// <see cref="KeyName"/>. Stored data names keys; requests go only to these and to <see cref="KeyName"/>.
    /// </summary>
    public IList<string> AdditionalKeys { get; } = [];

    /// <summary>The namespace; null takes the environment variable VAULT_NAMESPACE, then BAO_NAMESPACE, then none.</summary>
    public string? Namespace { get; set; }

    /// <summary>Gives the token for each call, so that it may be renewed; null takes the environment variable VAULT_TOKEN, then BAO_TOKEN.</summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; set; }

    /// <summary>
    /// The client to use, such as one with a client certificate, which the caller disposes. Null makes one, which follows no
    /// redirect and on this machine uses no proxy. With a client of the application's own, proxy, redirects and the check of
    /// certificates are its affair; an answer that came by a redirect is refused, yet the redirect has then had the request.
    /// </summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Retries, attempt timeout and circuit breaker.</summary>
    public KeyBackendResilience Resilience { get; set; } = new();
}
