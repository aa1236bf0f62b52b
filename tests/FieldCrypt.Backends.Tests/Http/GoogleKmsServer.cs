using System.Net;
using System.Text.Json;
using FieldCrypt.GoogleCloud;

namespace FieldCrypt.Backends.Tests;

/// <summary>Answers as the Cloud KMS REST reference (v1) says, in the service's own error texts.</summary>
internal sealed class GoogleKmsServer : FaultyHttpServer
{
    public const string AccessToken = "ya29.test-token";
    public const string KeyName = "projects/example.com:shop/locations/europe-west1/keyRings/cards/cryptoKeys/cards-kek";

    /// <summary>A second key, of somebody else's project, that the access token may use.</summary>
    public const string OtherKeyName = "projects/stranger/locations/global/keyRings/r/cryptoKeys/theirs";

    public VersionedKey Key => Keys[KeyName];

    private Dictionary<string, VersionedKey> Keys { get; } = new() { [KeyName] = new(), [OtherKeyName] = new() };

    /// <summary>Flips a bit of what travels, as a faulty network would.</summary>
    public bool DamagesAnswers { get; set; }

    public static HttpFault Error(int code, string status, string message) => new(code, JsonSerializer.Serialize(new { error = new { code, message, status } }));

    protected override string OperationOf(HttpListenerRequest request) => request.Url!.AbsolutePath.Split(':') is [.., "encrypt" or "decrypt"] parts ? parts[^1] : "get";

    protected override Task<HttpFault> AnswerAsync(HttpListenerRequest request, string body) => Task.FromResult(Answer(request, body));

    private HttpFault Answer(HttpListenerRequest request, string body)
    {
        if (request.Headers["Authorization"] != $"Bearer {AccessToken}")
            return Error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        string operation = OperationOf(request);
        string suffix = operation == "get" ? "" : $":{operation}";
        string path = Uri.UnescapeDataString(request.Url!.AbsolutePath);
        string? name = Keys.Keys.SingleOrDefault(name => path == $"/v1/{name}{suffix}");
        if (name is null)
            return Error(404, "NOT_FOUND", "CryptoKey not found.");
        VersionedKey key = Keys[name];
        if (operation == "get")
            return Json(new { name, primary = new { name = VersionName(name, key.Latest), state = key.States.GetValueOrDefault(key.Latest, "ENABLED") }, createTime = "2026-01-02T03:04:05.678Z" });

        using JsonDocument sent = JsonDocument.Parse(body);
        byte[] aad = Checked(sent, "additionalAuthenticatedData");
        return operation == "encrypt" ? Encrypt(name, Checked(sent, "plaintext"), aad) : Decrypt(name, Checked(sent, "ciphertext"), aad);
    }

    private HttpFault Encrypt(string name, byte[] plaintext, byte[] aad)
    {
        VersionedKey key = Keys[name];
        if (Refusal(name, key.Latest) is { } refusal)
            return refusal;

        // The first byte stands for the header by which the service finds the version.
        byte[] ciphertext = [(byte)key.Latest, .. key.Encrypt(plaintext, aad)];
        string crc = Crc32C.TextOf(ciphertext);
        if (DamagesAnswers)
            ciphertext[^1] ^= 1;
        return Json(new { name = VersionName(name, key.Latest), ciphertext = Convert.ToBase64String(ciphertext), ciphertextCrc32c = crc, verifiedPlaintextCrc32c = true, verifiedAdditionalAuthenticatedDataCrc32c = true });
    }

    private HttpFault Decrypt(string name, byte[] ciphertext, byte[] aad)
    {
        VersionedKey key = Keys[name];
        HttpFault failed = Error(400, "INVALID_ARGUMENT", "Decryption failed: verify that 'name' refers to the correct CryptoKey.");
        if (ciphertext.Length == 0 || !key.Has(ciphertext[0]))
            return failed;
        if (Refusal(name, ciphertext[0]) is { } refusal)
            return refusal;
        byte[]? plaintext = key.TryDecrypt(ciphertext[0], ciphertext[1..], aad);
        if (plaintext is null)
            return failed;
        string crc = Crc32C.TextOf(plaintext);
        if (DamagesAnswers)
            plaintext[0] ^= 1;
        return Json(new { plaintext = Convert.ToBase64String(plaintext), plaintextCrc32c = crc, usedPrimary = ciphertext[0] == key.Latest });
    }

    private HttpFault? Refusal(string name, int version) => Keys[name].States.TryGetValue(version, out string? state)
        ? Error(400, "FAILED_PRECONDITION", $"{VersionName(name, version)} is not enabled, current state is: {state}.")
        : null;

    private static string VersionName(string name, int version) => $"{name}/cryptoKeyVersions/{version}";

    private static byte[] Checked(JsonDocument sent, string member)
    {
        byte[] bytes = sent.RootElement.GetProperty(member).GetBytesFromBase64();
        sent.RootElement.GetProperty(member + "Crc32c").GetString().ShouldBe(Crc32C.TextOf(bytes));
        return bytes;
    }

    private static HttpFault Json(object answer) => new(200, JsonSerializer.Serialize(answer));
}
