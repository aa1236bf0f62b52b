namespace FieldCrypt;

/// <summary>What verifying an audit file found.</summary>
public sealed record AuditVerification
{
    /// <summary>Whether every line is as it was written and in its place.</summary>
    public bool IsIntact => Problem is null;

    /// <summary>How many lines are intact, the file's first line among them; those before the problem if there is one.</summary>
    public required long Lines { get; init; }

    /// <summary>The last intact line; keep it elsewhere. <see langword="null"/> if there is none.</summary>
    public required AuditHead? Head { get; init; }

    /// <summary>What is wrong, for people; <see langword="null"/> if nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>The line of the file, from 1, at which it is wrong; <see langword="null"/> if nothing is.</summary>
    public long? ProblemLine { get; init; }
}
