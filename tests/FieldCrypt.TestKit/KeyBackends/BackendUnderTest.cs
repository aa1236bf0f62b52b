namespace FieldCrypt.TestKit;

/// <summary>A key backend together with the levers on the place behind it.</summary>
public abstract class BackendUnderTest : IAsyncDisposable
{
    /// <summary>The backend, under a key that exists.</summary>
    public abstract IKeyBackend Backend { get; }

    /// <summary>A backend of the same place under a key that does not exist.</summary>
    public abstract IKeyBackend UnderUnknownKey { get; }

    /// <summary>A key id of the right shape that the place does not know.</summary>
    public abstract string UnknownKeyId { get; }

    /// <summary>What a changed ciphertext may fail with.</summary>
    public virtual IReadOnlyList<FieldCryptError> TamperErrors => [FieldCryptError.AuthenticationFailed];

    /// <summary>Whether wrapped keys tell the version they are under.</summary>
    public virtual bool TellsVersion => true;

    /// <summary>Whether a disabled key refuses to wrap as well, and the description tells so.</summary>
    public virtual bool DisablesWrapping => true;

    /// <summary>Makes a new version of the key that wraps from now on.</summary>
    public abstract Task RotateAsync();

    /// <summary>Disables the key.</summary>
    public abstract Task DisableAsync();

    /// <summary>Enables it again.</summary>
    public abstract Task EnableAsync();

    /// <summary>From now on the place takes calls and does not answer.</summary>
    public abstract void Stall();

    /// <summary>Completes when a call waits at the stalled place.</summary>
    public abstract Task CallWaits { get; }

    /// <summary>The place answers again.</summary>
    public abstract void Resume();

    public abstract ValueTask DisposeAsync();
}
