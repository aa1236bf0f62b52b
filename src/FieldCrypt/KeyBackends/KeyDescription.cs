namespace FieldCrypt;

/// <summary>What a backend tells of a key-encryption key. No secret.</summary>
/// <param name="Provider">The kind of backend.</param>
/// <param name="KeyId">The key's full id.</param>
/// <param name="KeyVersion">The version that wraps now; empty where the backend does not tell.</param>
/// <param name="State">Whether the key can be used.</param>
/// <param name="CreatedAt">When the key was made, if the backend tells.</param>
public sealed record KeyDescription(string Provider, string KeyId, string KeyVersion, KeyState State, DateTimeOffset? CreatedAt);
