namespace FieldCrypt;

/// <summary>A version of an embedded key. No secret.</summary>
/// <param name="Number">1 for the first, then one more with each rotation.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsDestroyed">Whether its bytes are gone: what it encrypted cannot be read again.</param>
public sealed record EmbeddedKeyVersion(int Number, DateTimeOffset CreatedAt, bool IsDestroyed);
