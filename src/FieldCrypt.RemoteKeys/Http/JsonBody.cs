using System.Buffers;
using System.Text.Json;

namespace FieldCrypt.RemoteKeys;

/// <summary>Writes a request's JSON into a buffer that is zeroed afterwards, for it may hold a key.</summary>
internal static class JsonBody
{
    private const int Capacity = 16 * 1024;

    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(Capacity);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        byte[] body = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        return body;
    }
}
