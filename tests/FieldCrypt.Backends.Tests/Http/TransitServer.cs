using System.Net;
using System.Text.Json;

namespace FieldCrypt.Backends.Tests;

/// <summary>Answers as the Vault API documentation of the Transit engine says, in Vault's own error texts.</summary>
internal sealed class TransitServer : FaultyHttpServer
{
    public const string Token = "hvs.test-token";

    /// <summary>A second key that the token may use.</summary>
    public const string OtherKey = "orders";

    public VersionedKey Key => Keys["cards"];

    private Dictionary<string, VersionedKey> Keys { get; } = new() { ["cards"] = new(), [OtherKey] = new() };

    /// <summary>Ciphertexts of older versions are not opened (min_decryption_version).</summary>
    public int MinimumDecryptionVersion { get; set; } = 1;

    public string? LastNamespace { get; private set; }

    public static HttpFault Error(int status, string words) => new(status, JsonSerializer.Serialize(new { errors = new[] { words } }));

    protected override string OperationOf(HttpListenerRequest request) => request.Url!.Segments[3].Trim('/');

    protected override Task<HttpFault> AnswerAsync(HttpListenerRequest request, string body) => Task.FromResult(Answer(request, body));

    private HttpFault Answer(HttpListenerRequest request, string body)
    {
        LastNamespace = request.Headers["X-Vault-Namespace"];
        if (request.Headers["X-Vault-Token"] != Token)
            return Error(403, "permission denied");
        string operation = OperationOf(request);
        string name = request.Url!.Segments[^1];
        if (request.Url.AbsolutePath != $"/v1/transit/{operation}/{name}" || !Keys.TryGetValue(name, out VersionedKey? key))
            return operation == "keys" ? new HttpFault(404, """{"errors":[]}""") : Error(400, "encryption key not found");
        if (operation == "keys")
            return Data(new { latest_version = key.Latest, name, type = "aes256-gcm96" });

        using JsonDocument sent = JsonDocument.Parse(body);
        byte[] aad = sent.RootElement.GetProperty("associated_data").GetBytesFromBase64();
        return operation == "encrypt"
            ? Data(new { ciphertext = $"vault:v{key.Latest}:{Convert.ToBase64String(key.Encrypt(sent.RootElement.GetProperty("plaintext").GetBytesFromBase64(), aad))}", key_version = key.Latest })
            : Decrypt(key, sent.RootElement.GetProperty("ciphertext").GetString()!, aad);
    }

    private HttpFault Decrypt(VersionedKey key, string ciphertext, byte[] aad)
    {
        string[] parts = ciphertext.Split(':');
        if (parts.Length != 3 || parts[0] != "vault" || !parts[1].StartsWith('v'))
            return Error(400, "invalid ciphertext: no prefix");
        if (!int.TryParse(parts[1][1..], out int version))
            return Error(400, "invalid ciphertext: version number could not be decoded");
        version = Math.Max(version, 1); // Transit takes version 0, of its earliest releases, for 1
        if (version > key.Latest)
            return Error(400, "invalid ciphertext: version is too new");
        if (version < MinimumDecryptionVersion)
            return Error(400, "ciphertext or signature version is disallowed by policy (too old)");
        byte[] bytes = new byte[parts[2].Length];
        if (!Convert.TryFromBase64String(parts[2], bytes, out int length))
            return Error(400, "invalid ciphertext: could not decode base64");
        byte[]? plaintext = key.Has(version) ? key.TryDecrypt(version, bytes[..length], aad) : null;
        return plaintext is null ? Error(400, "cipher: message authentication failed") : Data(new { plaintext = Convert.ToBase64String(plaintext) });
    }

    private static HttpFault Data(object data) => new(200, JsonSerializer.Serialize(new { request_id = Guid.NewGuid(), data }));
}
