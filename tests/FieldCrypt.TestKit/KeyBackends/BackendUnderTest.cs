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

    /// <summary>A backend of the same place and credentials under another key, made for this, that <see cref="Backend"/> is not told of.</summary>
    public abstract Task<IKeyBackend> UnderOtherKeyAsync();

    /// <summary>A backend under the key of <see cref="Backend"/> that lists another key among its additional ones.</summary>
    /// <param name="keyId">The other key, as it stands in wrapped keys.</param>
    public abstract IKeyBackend Trusting(string keyId);

    /// <summary>What the place was sent until now: paths, bodies, names looked for.</summary>
    public abstract IEnumerable<string> Requests { get; }

    /// <summary>What of a key's id stands in requests.</summary>
    public virtual string NameInRequests(string keyId) => keyId.Split('/')[^1];

    /// <summary>Whether whoever may use one key of the place has them all, so that they are one trust.</summary>
    public virtual bool IsOneTrust => false;

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
