namespace FieldCrypt;

/// <summary>What stands in <see cref="AuditEvent.Outcome"/> besides the names of <see cref="FieldCryptError"/>.</summary>
public static class AuditOutcome
{
    /// <summary>It was done.</summary>
    public const string Success = "Success";

    /// <summary>A change is going to be made; an event of the same <see cref="AuditEvent.ChangeId"/> tells its outcome.</summary>
    public const string Intent = "Intent";

    /// <summary>Nothing was changed: another process was first.</summary>
    public const string Unchanged = "Unchanged";

    /// <summary>The call was cancelled; what it asked for may have been done.</summary>
    public const string Cancelled = "Cancelled";

    /// <summary>The outcome of a call that threw.</summary>
    /// <param name="exception">What it threw.</param>
    public static string Of(Exception exception) => exception switch
    {
        FieldCryptException known => known.Error.ToString(),
        OperationCanceledException => Cancelled,
        _ => exception.GetType().Name,
    };
}
