using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FieldCrypt;

/// <summary>One line of an audit file: a JSON object whose last property is the hash (docs/format-audit.md).</summary>
internal static class AuditLine
{
    /// <summary>The most bytes of a line, its LF among them.</summary>
    public const int MaximumLength = 131_072;

    /// <summary><c>,"hash":"…64 hexadecimal digits…"}</c></summary>
    public const int SuffixLength = 75;

    private static ReadOnlySpan<byte> SuffixStart => ",\"hash\":\""u8;

    /// <summary>The first line of a file.</summary>
    public static byte[] WriteHeader(AuditHeader header, DateTimeOffset time) => Write(0, json =>
    {
        json.WriteNumber("format", AuditHeader.Format);
        json.WriteString("chain", header.Algorithm);
        json.WriteString("id", Guid.NewGuid());
        json.WriteString("time", Text(time));
        json.WriteString("previous", header.PreviousFileHead);
    });

    public static byte[] WriteEvent(long sequence, AuditEvent auditEvent) => Write(sequence, json =>
    {
        json.WriteString("time", Text(auditEvent.Time));
        json.WriteString("principal", AuditText.Fit(auditEvent.Principal, AuditText.MaximumOther));
        json.WriteString("operation", AuditText.Fit(auditEvent.Operation, AuditText.MaximumOther));
        json.WriteString("keyId", AuditText.Fit(auditEvent.KeyId, AuditText.MaximumKeyId));
        json.WriteString("keyVersion", AuditText.Fit(auditEvent.KeyVersion, AuditText.MaximumOther));
        json.WriteString("context", AuditText.Fit(auditEvent.Context, AuditText.MaximumContext));
        json.WriteString("outcome", AuditText.Fit(auditEvent.Outcome, AuditText.MaximumOther));
        json.WriteString("change", AuditText.Fit(auditEvent.ChangeId, AuditText.MaximumOther));
    });

    /// <summary>The end of a line with its hash.</summary>
    public static byte[] Suffix(ReadOnlySpan<byte> hash)
        => [.. SuffixStart, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash)), (byte)'"', (byte)'}', (byte)'\n'];

    /// <summary>Splits a line, without its LF, into what is hashed and its hash; false if it has not the form.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> body, Span<byte> hash)
    {
        body = default;
        if (line.Length is <= SuffixLength or >= MaximumLength || !line[^SuffixLength..].StartsWith(SuffixStart) || !line.EndsWith("\"}"u8))
            return false;
        body = line[..^SuffixLength];
        ReadOnlySpan<byte> digits = line[^(SuffixLength - SuffixStart.Length)..^2];
        return !digits.ContainsAnyInRange((byte)'A', (byte)'F') && Convert.FromHexString(digits, hash, out _, out _) == OperationStatus.Done;
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
