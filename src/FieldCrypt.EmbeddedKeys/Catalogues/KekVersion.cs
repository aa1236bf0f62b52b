namespace FieldCrypt;

/// <summary>A version of a key-encryption key: 256 bits, wrapped by the root key; without bytes once destroyed.</summary>
/// <param name="Number">1 for the first, then one more with each rotation.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Wrapped">AES-KWP under the root key, 40 bytes; null once destroyed.</param>
internal sealed record KekVersion(int Number, DateTimeOffset CreatedAt, byte[]? Wrapped);
