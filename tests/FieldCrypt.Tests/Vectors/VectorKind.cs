using System.Text.Json;
using System.Text.Json.Nodes;

namespace FieldCrypt.Tests.Vectors;

/// <summary>What the library does with the values of one kind, as they stand in docs/vectors.</summary>
internal abstract class VectorKind
{
    public abstract ValueKind Kind { get; }

    /// <summary>The plaintext that the library makes of a value.</summary>
    public abstract byte[] Encode(JsonElement value);

    /// <summary>The value that the library reads from a plaintext; null if it refuses it.</summary>
    public abstract JsonNode? TryDecode(byte[] plaintext);

    /// <summary>Decrypts by a key ring.</summary>
    public abstract Task<JsonNode?> DecryptAsync(KeyRing keyRing, JsonElement vector, byte[] envelope);

    /// <summary>Decrypts with a key at hand.</summary>
    public abstract JsonNode? Decrypt(JsonElement vector, byte[] envelope, OpenedKey key);

    /// <summary>Encrypts the vector's value.</summary>
    public abstract byte[] Encrypt(JsonElement vector, RecordKey key);

    /// <summary>The blind index of the vector's value.</summary>
    public abstract byte[] BlindIndex(JsonElement vector, BlindIndexKey key);
}
