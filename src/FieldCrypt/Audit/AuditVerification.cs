namespace FieldCrypt;

/// <summary>What verifying an audit file, or the files of a rotation, found.</summary>
public sealed record AuditVerification
{
    /// <summary>Whether every line is as it was written and in its place.</summary>
    public bool IsIntact => Problem is null;

    /// <summary>How many lines are intact, the files' first lines among them; those before the problem if there is one.</summary>
    public required long Lines { get; init; }

    /// <summary>The last intact line; keep it elsewhere. <see langword="null"/> if there is none.</summary>
    public required AuditHead? Head { get; init; }

    /// <summary>The hash of the last line of the file before the first of these; empty where its writer knew none.</summary>
    public string PreviousFileHead { get; init; } = "";

    /// <summary>
    /// The intents among the intact lines that no outcome follows: changes under way, or of a process that stopped, or
    /// whose outcome could not be written. Whether such a change took effect, the key's own state tells.
    /// </summary>
    public IReadOnlyList<AuditEvent> UnfinishedChanges { get; init; } = [];

    /// <summary>What is wrong, for people; <see langword="null"/> if nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>The line of the file, from 1, at which it is wrong; <see langword="null"/> if nothing is.</summary>
    public long? ProblemLine { get; init; }

    /// <summary>The file in which it is wrong, as it was given; <see langword="null"/> if nothing is.</summary>
    public string? ProblemFile { get; init; }
}
