using System.Net;
using System.Text.Json;

namespace FieldCrypt.Backends.Tests;

/// <summary>
/// GenerateDataKey and Decrypt of one KMS key in KMS's wire protocol, in this process: for counts in the tens of thousands,
/// which take moto half a minute.
/// </summary>
internal sealed class KmsServer : FaultyHttpServer
{
    public const string KeyArn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";

    private readonly VersionedKey _key = new();

    protected override string OperationOf(HttpListenerRequest request) => request.Headers["X-Amz-Target"]!.Split('.')[1];

    protected override Task<HttpFault> AnswerAsync(HttpListenerRequest request, string body)
    {
        using JsonDocument sent = JsonDocument.Parse(body);
        byte[] context = sent.RootElement.TryGetProperty("EncryptionContext", out JsonElement pairs) ? System.Text.Encoding.UTF8.GetBytes(pairs.GetRawText()) : [];
        return Task.FromResult(OperationOf(request) switch
        {
            "GenerateDataKey" => Generate(context),
            "Decrypt" => Decrypt(sent.RootElement.GetProperty("CiphertextBlob").GetBytesFromBase64(), context),
            _ => KmsFront.Error("UnsupportedOperationException", "not here"),
        });
    }

    private HttpFault Generate(byte[] context)
    {
        byte[] key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        return Answer(new { KeyId = KeyArn, Plaintext = key, CiphertextBlob = _key.Encrypt(key, context) });
    }

    private HttpFault Decrypt(byte[] blob, byte[] context)
        => _key.TryDecrypt(1, blob, context) is { } key ? Answer(new { KeyId = KeyArn, Plaintext = key }) : KmsFront.Error("InvalidCiphertextException", "");

    private static HttpFault Answer(object answer) => new(200, JsonSerializer.Serialize(answer));
}
