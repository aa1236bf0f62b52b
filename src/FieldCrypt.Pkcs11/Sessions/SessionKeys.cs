using Net.Pkcs11Interop.Common;

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
        bool looked = _found.TryGetValue(label, out (long At, IReadOnlyList<TokenKey> Keys) found);
        if (!anew && looked && time.GetElapsedTime(found.At) < lookupInterval)
            return found.Keys;
        IReadOnlyList<TokenKey> keys = session.FindKeys(label);

        // All versions gone at once: rather the token than the key. A new session finds out which.
        if (keys.Count == 0 && found.Keys is { Count: > 0 })
            throw new Pkcs11Exception("C_FindObjects", CKR.CKR_TOKEN_NOT_PRESENT);
        _found[label] = (time.GetTimestamp(), keys);
        return keys;
    }

    public void Dispose() => session.Dispose();
}
