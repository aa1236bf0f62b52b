namespace FieldCrypt.Pkcs11;

/// <summary>The settings of <see cref="Pkcs11Backend"/> and <see cref="Pkcs11KeyAdministration"/>. It holds no PIN, only where to get it.</summary>
public sealed class Pkcs11Options
{
    /// <summary>The environment variable that holds the PIN unless <see cref="Pin"/> says otherwise.</summary>
    public const string PinVariable = "FIELDCRYPT_PKCS11_PIN";

    /// <summary>The path of the PKCS#11 module, a shared library.</summary>
    public string Library { get; set; } = "";

    /// <summary>
    /// What the module takes at C_Initialize where the standard has a reserved pointer, for those that do, such as
    /// <c>configdir='sql:/path'</c> for NSS. The first user of the module in the process decides. No secret.
    /// </summary>
    public string? ModuleParameters { get; set; }

    /// <summary>The token's label; null where <see cref="TokenSerial"/> or <see cref="SlotId"/> names it.</summary>
    public string? TokenLabel { get; set; }

    /// <summary>The token's serial number; all of label, serial and slot that are set must fit.</summary>
    public string? TokenSerial { get; set; }

    /// <summary>The slot's id. Many modules number slots anew at each start: prefer label or serial.</summary>
    public ulong? SlotId { get; set; }

    /// <summary>Where the user PIN comes from: by default the environment variable <see cref="PinVariable"/>.</summary>
    public Pkcs11Pin Pin { get; set; } = Pkcs11Pin.FromEnvironment(PinVariable);

    /// <summary>The label (CKA_LABEL) of the key-encryption key; its versions share it and differ by CKA_ID.</summary>
    public string KeyLabel { get; set; } = "";

    /// <summary>
    /// The version that wraps, as its CKA_ID in lower-case hexadecimal; null takes the greatest, which is the newest of
    /// those that <see cref="Pkcs11KeyAdministration"/> makes. Any version unwraps.
    /// </summary>
    public string? KeyVersion { get; set; }

    /// <summary>
    /// Labels of other keys of the token whose wrapped keys are opened, such as the key used before <see cref="KeyLabel"/>.
    /// Stored data names keys; only these and <see cref="KeyLabel"/> are looked for.
    /// </summary>
    public IList<string> AdditionalKeys { get; } = [];

    /// <summary>How keys are wrapped from now on; those wrapped otherwise go on being unwrapped.</summary>
    public Pkcs11WrapMechanism WrapMechanism { get; set; } = Pkcs11WrapMechanism.AesKeyWrap;

    /// <summary>Takes new keys and nonces from the token's random number generator instead of the operating system's.</summary>
    public bool UseTokenRandom { get; set; }

    /// <summary>How many sessions, each with its own thread, may be open at once: 4; 1 to 64.</summary>
    public int MaximumSessions { get; set; } = 4;

    /// <summary>How long a session goes on with the key versions it has found, so how long a rotation takes to reach it: 1 minute; at most 1 hour.</summary>
    public TimeSpan KeyLookupInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Retries, attempt timeout and circuit breaker. A refused PIN is never tried again.</summary>
    public KeyBackendResilience Resilience { get; set; } = new();

    /// <summary>Where <see cref="Pkcs11KeyAdministration"/> records its changes. A key ring's uses are recorded by the key ring.</summary>
    public IList<IAuditSink> AuditSinks { get; } = [];

    /// <summary>Who administers, for the audit trail; null takes the default of a key ring.</summary>
    public string? Principal { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal Pkcs11Options Validated()
    {
        Check(!string.IsNullOrEmpty(Library), nameof(Library), "the path of a PKCS#11 module");
        Check(!string.IsNullOrEmpty(TokenLabel) || !string.IsNullOrEmpty(TokenSerial) || SlotId is not null, nameof(TokenLabel), "set, or TokenSerial or SlotId");
        Check(!string.IsNullOrEmpty(KeyLabel) && KeyLabel.Length <= 255, nameof(KeyLabel), "1 to 255 characters");
        Check(AdditionalKeys.All(static label => label is { Length: > 0 and <= 255 }), nameof(AdditionalKeys), "labels of 1 to 255 characters");
        Check(KeyVersion is null || (KeyVersion.Length is > 0 and <= 64 && KeyVersion.Length % 2 == 0 && KeyVersion.All(char.IsAsciiHexDigitLower)), nameof(KeyVersion), "a CKA_ID in lower-case hexadecimal, 1 to 32 bytes");
        Check(Enum.IsDefined(WrapMechanism), nameof(WrapMechanism), "a mechanism");
        Check(MaximumSessions is >= 1 and <= 64, nameof(MaximumSessions), "1 to 64");
        Check(KeyLookupInterval >= TimeSpan.Zero && KeyLookupInterval <= TimeSpan.FromHours(1), nameof(KeyLookupInterval), "zero to one hour");
        return (Pkcs11Options)MemberwiseClone();

        static void Check(bool valid, string option, string expected)
            => FieldCryptException.ThrowUnlessValid(valid, $"{nameof(Pkcs11Options)}.{option}", expected);
    }
}
