using System.Net;
using System.Text;
using System.Text.Json;

namespace FieldCrypt.Backends.Tests;

/// <summary>
/// Stands before moto and adds what KMS does and moto does not: it refuses the use of disabled keys and of keys that
/// wait for deletion, and to end a grant that is not there, in the words of the KMS API reference.
/// </summary>
internal sealed class KmsFront(string upstream) : FaultyHttpServer
{
    private static readonly HttpClient s_http = new();

    private static readonly HashSet<string> s_uses = ["GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "Encrypt", "Decrypt", "ReEncrypt"];

    private static readonly HashSet<string> s_grants = ["CreateGrant", "ListGrants", "RetireGrant", "RevokeGrant"];

    public static HttpFault Error(string type, string message, int status = 400)
        => new(status, JsonSerializer.Serialize(new Dictionary<string, string> { ["__type"] = type, ["message"] = message }));

    protected override string OperationOf(HttpListenerRequest request) => request.Headers["X-Amz-Target"]!.Split('.')[1];

    protected override async Task<HttpFault> AnswerAsync(HttpListenerRequest request, string body)
        => await RefusalAsync(request, body) ?? await ForwardAsync(request, OperationOf(request), body);

    private async Task<HttpFault?> RefusalAsync(HttpListenerRequest request, string body)
    {
        string operation = OperationOf(request);
        if (!s_uses.Contains(operation) && !s_grants.Contains(operation))
            return null;
        using JsonDocument parsed = JsonDocument.Parse(body);
        string? keyId = (parsed.RootElement.TryGetProperty("KeyId", out JsonElement id) || parsed.RootElement.TryGetProperty("DestinationKeyId", out id)) ? id.GetString() : null;
        if (keyId is null)
            return null;
        HttpFault described = await ForwardAsync(request, "DescribeKey", JsonSerializer.Serialize(new Dictionary<string, string> { ["KeyId"] = keyId }));
        if (described.Status != 200)
            return described;
        if (s_grants.Contains(operation))
            return parsed.RootElement.TryGetProperty("GrantId", out JsonElement grantId) ? await UnknownGrantAsync(request, keyId, grantId.GetString()!) : null;
        using JsonDocument description = JsonDocument.Parse(described.Body);
        JsonElement key = description.RootElement.GetProperty("KeyMetadata");
        string arn = key.GetProperty("Arn").GetString()!;
        return key.GetProperty("KeyState").GetString() switch
        {
            "Disabled" => Error("DisabledException", $"{arn} is disabled."),
            "PendingDeletion" => Error("KMSInvalidStateException", $"{arn} is pending deletion."),
            _ => null,
        };
    }

    private async Task<HttpFault?> UnknownGrantAsync(HttpListenerRequest request, string keyId, string grantId)
    {
        HttpFault listed = await ForwardAsync(request, "ListGrants", JsonSerializer.Serialize(new Dictionary<string, string> { ["KeyId"] = keyId, ["GrantId"] = grantId }));
        using JsonDocument grants = JsonDocument.Parse(listed.Body);
        return grants.RootElement.GetProperty("Grants").GetArrayLength() > 0 ? null : Error("NotFoundException", $"Grant ID {grantId} not found");
    }

    private async Task<HttpFault> ForwardAsync(HttpListenerRequest request, string operation, string body)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, upstream) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        message.Headers.TryAddWithoutValidation("X-Amz-Target", $"TrentService.{operation}");
        message.Headers.TryAddWithoutValidation("Authorization", request.Headers["Authorization"]);
        using HttpResponseMessage response = await s_http.SendAsync(message);
        return new HttpFault((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
