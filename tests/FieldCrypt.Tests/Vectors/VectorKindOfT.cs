using System.Text.Json;
using System.Text.Json.Nodes;

namespace FieldCrypt.Tests.Vectors;

internal sealed class VectorKind<T>(ValueEncoding<T> encoding, Func<JsonElement, T> parse, Func<T, JsonNode> format) : VectorKind
    where T : notnull
{
    public override ValueKind Kind => encoding.Kind;

    public override byte[] Encode(JsonElement value)
    {
        T parsed = parse(value);
        byte[] plaintext = new byte[encoding.GetByteCount(parsed)];
        encoding.Encode(parsed, plaintext);
        return plaintext;
    }

    public override JsonNode? TryDecode(byte[] plaintext) => encoding.TryDecode(plaintext, out T value) ? format(value) : null;

    public override async Task<JsonNode?> DecryptAsync(KeyRing keyRing, JsonElement vector, byte[] envelope)
        => format(await keyRing.DecryptAsync(Column(vector), envelope));

    public override JsonNode? Decrypt(JsonElement vector, byte[] envelope, OpenedKey key)
    {
        Column(vector).TryDecrypt(Envelope.Parse(envelope), key, out T value).ShouldBeTrue();
        return format(value);
    }

    public override byte[] Encrypt(JsonElement vector, RecordKey key) => Column(vector).Encrypt(parse(vector.GetProperty("value")), key);

    public override byte[] BlindIndex(JsonElement vector, BlindIndexKey key)
        => new BlindIndex<T>(Column(vector), encoding).Compute(parse(vector.GetProperty("value")), key);

    private EncryptedColumn<T> Column(JsonElement vector)
        => new(vector.Text("table"), vector.Text("column"), vector.Context(), encoding, vector.TryGetProperty("pad_to", out JsonElement padTo) ? padTo.GetInt32() : 0);
}
