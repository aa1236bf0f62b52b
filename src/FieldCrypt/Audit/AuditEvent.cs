namespace FieldCrypt;

/// <summary>
/// One use of a key, or the intent or an outcome of an administrative change, for the audit trail: who, which key, what,
/// with which outcome, when. Never data or key bytes.
/// </summary>
public sealed record AuditEvent
{
    /// <summary>When it ended; of an intent, when it was about to begin.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who: the principal that the key ring was set up for, by default user and process.</summary>
    public required string Principal { get; init; }

    /// <summary>What, for example <c>GenerateDataKey</c>, <c>UnwrapKey</c>, <c>CreateBranchKey</c>, <c>RotateKey</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The key-encryption key (provider and id) or branch key (16 hexadecimal digits).</summary>
    public required string KeyId { get; init; }

    /// <summary>The key's version or generation; empty where there is none.</summary>
    public string KeyVersion { get; init; } = "";

    /// <summary>The encryption context as text; empty where there is none.</summary>
    public string Context { get; init; } = "";

    /// <summary>One of <see cref="AuditOutcome"/>, or the name of the <see cref="FieldCryptError"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>What the intent and the outcomes of one change have in common, 32 hexadecimal digits; empty for a use of a key.</summary>
    public string ChangeId { get; init; } = "";
}
