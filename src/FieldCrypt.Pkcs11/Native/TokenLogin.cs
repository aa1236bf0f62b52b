using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// Logs the process in to one token. All sessions of a process share the login, and a token locks itself after a few
/// wrong PINs: so one login at a time, and a PIN that was refused is never sent again, by any backend of the process.
/// </summary>
internal sealed class TokenLogin
{
    private readonly byte[] _fingerprintKey = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private byte[]? _refused;

    public void EnsureLoggedIn(ISession session, ISlot slot, Pkcs11Pin pinSource)
    {
        lock (_lock)
        {
            ITokenInfo token = slot.GetTokenInfo();
            if (!token.TokenFlags.LoginRequired || session.GetSessionInfo().State is CKS.CKS_RW_USER_FUNCTIONS or CKS.CKS_RO_USER_FUNCTIONS)
                return;
            ThrowIfUnwise(token);
            byte[] pin = pinSource.Read();
            try
            {
                if (pin.Length == 0 && !token.TokenFlags.ProtectedAuthenticationPath)
                    throw Refused(token, $"no PIN was found in {pinSource}; set it there");
                if (_refused is not null && CryptographicOperations.FixedTimeEquals(_refused, Fingerprint(pin)))
                    throw Refused(token, $"the PIN from {pinSource} was refused before and is not sent again, lest the token lock itself; correct it there");
                LogIn(session, token, pin, pinSource);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(pin);
            }
        }
    }

    private void LogIn(ISession session, ITokenInfo token, byte[] pin, Pkcs11Pin pinSource)
    {
        try
        {
            session.Login(CKU.CKU_USER, pin.Length == 0 ? null : pin);
            _refused = null;
        }
        catch (Pkcs11Exception exception) when (exception.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // Another part of the process was faster.
        }
        catch (Pkcs11Exception exception) when (exception.RV is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE)
        {
            _refused = Fingerprint(pin);
            throw Refused(token, $"it refuses the PIN from {pinSource} ({exception.RV}), which is not sent again; correct it there", exception);
        }
        catch (Pkcs11Exception exception) when (exception.RV is CKR.CKR_PIN_LOCKED or CKR.CKR_PIN_EXPIRED or CKR.CKR_USER_PIN_NOT_INITIALIZED or CKR.CKR_USER_ANOTHER_ALREADY_LOGGED_IN)
        {
            throw Refused(token, $"it lets nobody log in ({exception.RV}); its security officer must set it right", exception);
        }
    }

    // The last try belongs to a person.
    private static void ThrowIfUnwise(ITokenInfo token)
    {
        if (token.TokenFlags.UserPinLocked)
            throw Refused(token, "its user PIN is locked; its security officer must unlock it");
        if (token.TokenFlags.UserPinFinalTry)
            throw Refused(token, "one wrong PIN more would lock it, so no login is tried; log in once by hand with the right PIN");
        if (!token.TokenFlags.UserPinInitialized)
            throw Refused(token, "it has no user PIN yet; initialize it");
    }

    private static FieldCryptException Refused(ITokenInfo token, string why, Exception? inner = null)
        => new(FieldCryptError.AccessDenied, $"The PKCS#11 token \"{token.Label.Trim()}\" was not logged in to: {why}.", inner);

    private byte[] Fingerprint(byte[] pin) => HMACSHA256.HashData(_fingerprintKey, pin);
}
