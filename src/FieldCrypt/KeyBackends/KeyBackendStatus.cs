namespace FieldCrypt;

/// <summary>What a key backend tells of its key-encryption key now.</summary>
/// <param name="Provider">The kind of backend.</param>
/// <param name="KeyName">The configured key-encryption key.</param>
/// <param name="Key">What the backend tells; <see langword="null"/> if it failed.</param>
/// <param name="Failure">Why it failed; <see langword="null"/> if it did not.</param>
public sealed record KeyBackendStatus(string Provider, string KeyName, KeyDescription? Key, FieldCryptException? Failure)
{
    /// <summary>Whether it answered and its key can be used.</summary>
    public bool IsUsable => Key?.State == KeyState.Enabled;
}
