using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FieldCrypt.Pkcs11;

/// <summary>Finds the token of the options in a module and opens logged-in sessions with it.</summary>
internal sealed class TokenConnector(Pkcs11Options options) : ITokenConnector
{
    private readonly Lock _lock = new();
    private Pkcs11Module? _module;
    private bool _disposed;

    public ITokenSession Open()
    {
        Pkcs11Module module = Module();
        try
        {
            return Open(module);
        }
        catch (Pkcs11Exception exception) when (exception.RV == CKR.CKR_CRYPTOKI_NOT_INITIALIZED)
        {
            module.InitializeAgain();
            return Open(module);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _module?.Release();
            _module = null;
        }
    }

    // Loaded with the first session and not with the backend: an application starts without its token.
    private Pkcs11Module Module()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _module ??= Pkcs11Module.Acquire(options.Library, options.ModuleParameters);
        }
    }

    private TokenSession Open(Pkcs11Module module)
    {
        module.Enter();
        try
        {
            (ISlot slot, ITokenInfo token) = FindToken(module) ?? (module.TryRestart() ? FindToken(module) : null) ?? throw Absent();
            ISession session = slot.OpenSession(SessionType.ReadWrite);
            try
            {
                module.LoginOf(token).EnsureLoggedIn(session, slot, options.Pin);
                return new TokenSession(module, session, token.Label.Trim(), token.TokenFlags.LoginRequired);
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        catch
        {
            module.Leave();
            throw;
        }
    }

    private (ISlot Slot, ITokenInfo Token)? FindToken(Pkcs11Module module)
    {
        var found = new List<(ISlot, ITokenInfo)>();
        foreach (ISlot slot in module.Library.GetSlotList(SlotsType.WithTokenPresent))
        {
            if ((options.SlotId is null || options.SlotId == slot.SlotId) && TryGetInfo(slot) is { } token && Fits(token))
                found.Add((slot, token));
        }

        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => throw new FieldCryptException(FieldCryptError.NotConfigured, $"{found.Count} PKCS#11 tokens with {Wanted} are present in {options.Library}. Name one by Pkcs11Options.TokenSerial.") { KeyId = options.KeyLabel },
        };
    }

    private bool Fits(ITokenInfo token) => token.TokenFlags.TokenInitialized
        && (options.TokenLabel is null || token.Label.Trim() == options.TokenLabel)
        && (options.TokenSerial is null || token.SerialNumber.Trim() == options.TokenSerial);

    // A token that is unwell or just being pulled does not hide the others.
    private static ITokenInfo? TryGetInfo(ISlot slot)
    {
        try
        {
            return slot.GetTokenInfo();
        }
        catch (Pkcs11Exception exception) when (exception.RV != CKR.CKR_CRYPTOKI_NOT_INITIALIZED)
        {
            return null;
        }
    }

    // It may be put back: transient.
    private FieldCryptException Absent() => new(FieldCryptError.BackendUnavailable,
        $"No PKCS#11 token with {Wanted} is present in {options.Library}. Insert it, or check the options; it is looked for anew with each call.")
    { KeyId = options.KeyLabel };

    private string Wanted
    {
        get
        {
            string?[] parts =
            [
                options.TokenLabel is { } label ? $"label \"{label}\"" : null,
                options.TokenSerial is { } serial ? $"serial {serial}" : null,
                options.SlotId is { } slot ? $"slot {slot}" : null,
            ];
            return string.Join(", ", parts.Where(static part => part is not null));
        }
    }
}
