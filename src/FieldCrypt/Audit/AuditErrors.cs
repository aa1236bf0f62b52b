namespace FieldCrypt;

/// <summary>What a caller is told where the audit trail cannot be written.</summary>
internal static class AuditErrors
{
    public static FieldCryptException IntentNotWritten(AuditedChange change, Exception inner) => New(
        FieldCryptError.AuditUnavailable, change, "was not begun, and nothing was changed: the audit trail does not take its intent", inner, "Mend the trail and try again.");

    public static FieldCryptException OutcomeNotWritten(AuditedChange change, Exception inner) => New(
        FieldCryptError.ChangeNotRecorded, change, "took effect, yet the audit trail does not take its outcome; it holds the intent", inner, "Mend the trail and do not repeat the change.");

    public static FieldCryptException FailureNotWritten(AuditedChange change, Exception failure, Exception inner) => New(
        FieldCryptError.AuditUnavailable, change, $"failed ({Cause(failure)}), and the audit trail does not take that; it holds the intent", new AggregateException(failure, inner), "Mend the trail first.");

    private static FieldCryptException New(FieldCryptError error, AuditedChange change, string what, Exception inner, string next)
        => new(error, $"{change.Operation} of {change.KeyId} {what} ({Cause(inner)}). {next}", inner) { KeyId = change.KeyId };

    private static string Cause(Exception inner) => inner switch
    {
        AggregateException several => Cause(several.InnerExceptions[^1]),
        FieldCryptException known => known.Message,
        _ => inner.GetType().Name,
    };
}
