using System.Globalization;
using System.Text.Json;

namespace FieldCrypt;

/// <summary>What a line of an audit file says: its number, and either the file's description or an event.</summary>
internal sealed class AuditLineContent
{
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

    private AuditLineContent(long sequence, AuditHeader? header, AuditEvent? auditEvent)
    {
        Sequence = sequence;
        Header = header;
        Event = auditEvent;
    }

    public long Sequence { get; }

    /// <summary>Of a first line.</summary>
    public AuditHeader? Header { get; }

    /// <summary>Of any other line.</summary>
    public AuditEvent? Event { get; }

    /// <summary>Reads a line without its LF.</summary>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public static string? TryRead(ReadOnlyMemory<byte> line, out AuditLineContent content)
    {
        content = null!;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, s_options);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("seq", out JsonElement number) || !number.TryGetInt64(out long sequence))
                return "is no line of an audit file";
            if (!root.TryGetProperty("format", out JsonElement format))
            {
                content = new AuditLineContent(sequence, null, ReadEvent(root));
                return null;
            }

            if (!format.TryGetInt32(out int version) || version != AuditHeader.Format)
                return $"begins a file of another format than {AuditHeader.Format}, which this release reads";
            content = new AuditLineContent(sequence, ReadHeader(root), null);
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // Not JSON, a property that is missing, or one of another kind: the answer is the same.
            return "is no line of an audit file";
        }
    }

    private static AuditHeader ReadHeader(JsonElement root)
    {
        var header = new AuditHeader(Text(root, "chain"), Text(root, "previous"));
        if (header.PreviousFileHead.Length != 0 && (header.PreviousFileHead.Length != 2 * AuditChain.HashLength || !header.PreviousFileHead.All(char.IsAsciiHexDigitLower)))
            throw new FormatException();
        _ = root.GetProperty("id").GetGuid();
        _ = Time(root);
        return header;
    }

    private static AuditEvent ReadEvent(JsonElement root) => new()
    {
        Time = Time(root),
        Principal = Text(root, "principal"),
        Operation = Text(root, "operation"),
        KeyId = Text(root, "keyId"),
        KeyVersion = Text(root, "keyVersion"),
        Context = Text(root, "context"),
        Outcome = Text(root, "outcome"),
        ChangeId = Text(root, "change"),
    };

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? throw new FormatException();

    private static DateTimeOffset Time(JsonElement root)
        => DateTimeOffset.ParseExact(Text(root, "time"), "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
