namespace FieldCrypt.Pkcs11;

/// <summary>
/// A session and the key versions it has found. Handles are good for this session only, so what was found ends with it.
/// Used by one thread.
/// </summary>
internal sealed class SessionKeys(ITokenSession session, TimeProvider time, TimeSpan lookupInterval) : IDisposable
{
    private readonly Dictionary<string, (long At, IReadOnlyList<TokenKey> Keys)> _found = new(StringComparer.Ordinal);

    public ITokenSession Session => session;

    /// <summary>All versions under a label, found within the interval.</summary>
    public IReadOnlyList<TokenKey> Versions(string label, bool anew = false)
    {
        if (!anew && _found.TryGetValue(label, out var found) && time.GetElapsedTime(found.At) < lookupInterval)
            return found.Keys;
        IReadOnlyList<TokenKey> keys = session.FindKeys(label);
        _found[label] = (time.GetTimestamp(), keys);
        return keys;
    }

    public void Dispose() => session.Dispose();
}
