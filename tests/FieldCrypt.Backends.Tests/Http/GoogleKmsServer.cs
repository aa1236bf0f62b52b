using System.Net;
using System.Text.Json;
using FieldCrypt.GoogleCloud;

namespace FieldCrypt.Backends.Tests;

/// <summary>Answers as the Cloud KMS REST reference (v1) says, in the service's own error texts.</summary>
internal sealed class GoogleKmsServer : FaultyHttpServer
{
    public const string AccessToken = "ya29.test-token";
    public const string KeyName = "projects/example.com:shop/locations/europe-west1/keyRings/cards/cryptoKeys/cards-kek";

    public VersionedKey Key { get; } = new();

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
        if (Uri.UnescapeDataString(request.Url!.AbsolutePath) != $"/v1/{KeyName}{suffix}")
            return Error(404, "NOT_FOUND", "CryptoKey not found.");
        if (operation == "get")
            return Json(new { name = KeyName, primary = new { name = VersionName(Key.Latest), state = Key.States.GetValueOrDefault(Key.Latest, "ENABLED") }, createTime = "2026-01-02T03:04:05.678Z" });

        using JsonDocument sent = JsonDocument.Parse(body);
        byte[] aad = Checked(sent, "additionalAuthenticatedData");
        return operation == "encrypt" ? Encrypt(Checked(sent, "plaintext"), aad) : Decrypt(Checked(sent, "ciphertext"), aad);
    }

    private HttpFault Encrypt(byte[] plaintext, byte[] aad)
    {
        if (Refusal(Key.Latest) is { } refusal)
            return refusal;

        // The first byte stands for the header by which the service finds the version.
        byte[] ciphertext = [(byte)Key.Latest, .. Key.Encrypt(plaintext, aad)];
        string crc = Crc32C.TextOf(ciphertext);
        if (DamagesAnswers)
            ciphertext[^1] ^= 1;
        return Json(new { name = VersionName(Key.Latest), ciphertext = Convert.ToBase64String(ciphertext), ciphertextCrc32c = crc, verifiedPlaintextCrc32c = true, verifiedAdditionalAuthenticatedDataCrc32c = true });
    }

    private HttpFault Decrypt(byte[] ciphertext, byte[] aad)
    {
        HttpFault failed = Error(400, "INVALID_ARGUMENT", "Decryption failed: verify that 'name' refers to the correct CryptoKey.");
        if (ciphertext.Length == 0 || !Key.Has(ciphertext[0]))
            return failed;
        if (Refusal(ciphertext[0]) is { } refusal)
            return refusal;
        byte[]? plaintext = Key.TryDecrypt(ciphertext[0], ciphertext[1..], aad);
        if (plaintext is null)
            return failed;
        string crc = Crc32C.TextOf(plaintext);
        if (DamagesAnswers)
            plaintext[0] ^= 1;
        return Json(new { plaintext = Convert.ToBase64String(plaintext), plaintextCrc32c = crc, usedPrimary = ciphertext[0] == Key.Latest });
    }

    private HttpFault? Refusal(int version) => Key.States.TryGetValue(version, out string? state)
        ? Error(400, "FAILED_PRECONDITION", $"{VersionName(version)} is not enabled, current state is: {state}.")
        : null;

    private static string VersionName(int version) => $"{KeyName}/cryptoKeyVersions/{version}";

    private static byte[] Checked(JsonDocument sent, string member)
    {
        byte[] bytes = sent.RootElement.GetProperty(member).GetBytesFromBase64();
        sent.RootElement.GetProperty(member + "Crc32c").GetString().ShouldBe(Crc32C.TextOf(bytes));
        return bytes;
    }

    private static HttpFault Json(object answer) => new(200, JsonSerializer.Serialize(answer));
}
