using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FieldCrypt;

/// <summary>One line of an audit file: a JSON object whose last property is the hash (docs/format-audit.md).</summary>
internal static class AuditLine
{
    public const int Format = 1;

    /// <summary><c>,"hash":"…64 hexadecimal digits…"}</c></summary>
    public const int SuffixLength = 75;

    private static ReadOnlySpan<byte> SuffixStart => ",\"hash\":\""u8;

    /// <summary>The first line of a file.</summary>
    public static byte[] WriteHeader(string algorithm, DateTimeOffset time, string previousFileHead) => Write(0, json =>
    {
        json.WriteNumber("format", Format);
        json.WriteString("chain", algorithm);
        json.WriteString("id", Guid.NewGuid());
        json.WriteString("time", Text(time));
        json.WriteString("previous", previousFileHead);
    });

    public static byte[] WriteEvent(long sequence, AuditEvent auditEvent) => Write(sequence, json =>
    {
        json.WriteString("time", Text(auditEvent.Time));
        json.WriteString("principal", auditEvent.Principal);
        json.WriteString("operation", auditEvent.Operation);
        json.WriteString("keyId", auditEvent.KeyId);
        json.WriteString("keyVersion", auditEvent.KeyVersion);
        json.WriteString("context", auditEvent.Context);
        json.WriteString("outcome", auditEvent.Outcome);
        json.WriteString("change", auditEvent.ChangeId);
    });

    /// <summary>Body and hash as the whole line, without its end.</summary>
    public static byte[] Finish(ReadOnlySpan<byte> body, ReadOnlySpan<byte> hash)
        => [.. body, .. SuffixStart, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash)), (byte)'"', (byte)'}'];

    /// <summary>Splits a line into what is hashed and its hash; false if it has not the form.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> body, Span<byte> hash)
    {
        body = default;
        if (line.Length <= SuffixLength || !line[^SuffixLength..].StartsWith(SuffixStart) || !line.EndsWith("\"}"u8))
            return false;
        body = line[..^SuffixLength];
        return Convert.FromHexString(line[^(SuffixLength - SuffixStart.Length)..^2], hash, out _, out _) == OperationStatus.Done;
    }

    /// <summary>The number of a line and, in a first line, its chain's algorithm; false if it is no such JSON.</summary>
    public static bool TryReadPosition(ReadOnlyMemory<byte> line, out long sequence, out string? algorithm)
    {
        sequence = -1;
        algorithm = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("seq", out JsonElement seq) || !seq.TryGetInt64(out sequence))
                return false;
            algorithm = root.TryGetProperty("chain", out JsonElement chain) && chain.ValueKind == JsonValueKind.String ? chain.GetString() : null;
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a number where there is none: the answer is the same.
            return false;
        }
    }

    private static byte[] Write(long sequence, Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", sequence);
            properties(json);
            json.WriteEndObject();
        }

        // Without the closing brace: the hash comes before it.
        return buffer.WrittenSpan[..^1].ToArray();
    }

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
}
