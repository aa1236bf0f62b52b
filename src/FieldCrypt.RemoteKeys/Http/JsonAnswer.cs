using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace FieldCrypt.RemoteKeys;

/// <summary>A service's answer. Its bytes may hold a key and are zeroed when it is disposed.</summary>
internal sealed class JsonAnswer : IDisposable
{
    private readonly byte[] _bytes;
    private readonly JsonDocument? _document;

    public JsonAnswer(HttpStatusCode status, byte[] bytes)
    {
        Status = status;
        _bytes = bytes;
        try
        {
            _document = bytes.Length == 0 ? null : JsonDocument.Parse(bytes.AsMemory());
        }
        catch (JsonException)
        {
            // A proxy's page, say: the status tells enough.
            _document = null;
        }
    }

    public HttpStatusCode Status { get; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>A member by its path; an undefined element if there is none.</summary>
    public JsonElement Member(params ReadOnlySpan<string> path)
    {
        JsonElement element = _document?.RootElement ?? default;
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return default;
        }

        return element;
    }

    public string? Text(params ReadOnlySpan<string> path) => Member(path) is { ValueKind: JsonValueKind.String } element ? element.GetString() : null;

    /// <summary>Decodes a base64 member into a key; null if it is absent, malformed or longer than the limit.</summary>
    public KeyMaterial? Key(int maximumLength, params ReadOnlySpan<string> path)
    {
        if (Member(path) is not { ValueKind: JsonValueKind.String } element || !element.TryGetBytesFromBase64(out byte[]? bytes))
            return null;
        try
        {
            return bytes.Length == 0 || bytes.Length > maximumLength ? null : KeyMaterial.CopyOf(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public void Dispose()
    {
        _document?.Dispose();
        CryptographicOperations.ZeroMemory(_bytes);
    }
}
