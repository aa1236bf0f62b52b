using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// An administrative change as the audit trail names it: in its intent as it is asked for, in its outcome as it was made.
/// Not thread-safe.
/// </summary>
public sealed class AuditedChange
{
    /// <summary>Names a change.</summary>
    /// <param name="operation">What, for example <c>DisableKey</c>.</param>
    /// <param name="keyId">The key, as far as it is known.</param>
    /// <param name="keyVersion">Its version or generation; empty where there is none, or none is known yet.</param>
    /// <param name="context">The encryption context; <see langword="null"/> where there is none.</param>
    public AuditedChange(string operation, string keyId, string keyVersion = "", EncryptionContext? context = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(operation);
        ArgumentNullException.ThrowIfNull(keyId);
        ArgumentNullException.ThrowIfNull(keyVersion);
        Operation = operation;
        KeyId = keyId;
        KeyVersion = keyVersion;
        Context = context ?? EncryptionContext.Empty;
    }

    /// <summary>What: see <see cref="AuditEvent.Operation"/>.</summary>
    public string Operation { get; set; }

    /// <summary>The key: see <see cref="AuditEvent.KeyId"/>.</summary>
    public string KeyId { get; set; }

    /// <summary>Its version or generation: see <see cref="AuditEvent.KeyVersion"/>.</summary>
    public string KeyVersion { get; set; }

    /// <summary>The encryption context.</summary>
    public EncryptionContext Context { get; set; }

    /// <summary>What the outcome says where nothing is thrown: <see cref="AuditOutcome.Success"/>.</summary>
    public string Outcome { get; set; } = AuditOutcome.Success;

    /// <summary>What intent and outcomes have in common: random, 32 hexadecimal digits.</summary>
    internal string Id { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>One of several outcomes of this change.</summary>
    /// <param name="operation">What was done.</param>
    /// <param name="keyId">The key.</param>
    /// <param name="outcome">See <see cref="AuditOutcome"/>.</param>
    public AuditedChange As(string operation, string keyId, string outcome) => new(operation, keyId, KeyVersion, Context) { Id = Id, Outcome = outcome };
}
