namespace FieldCrypt;

/// <summary>Hands each event to every sink, stamped with time and principal.</summary>
internal sealed class AuditTrail(IReadOnlyList<IAuditSink> sinks, string principal, TimeProvider time)
{
    public const string Success = "Success";

    public async ValueTask WriteAsync(string operation, string keyId, string keyVersion, EncryptionContext context, string outcome, string? by = null)
    {
        if (sinks.Count == 0)
            return;

        var auditEvent = new AuditEvent
        {
            Time = time.GetUtcNow(),
            Principal = by ?? principal,
            Operation = operation,
            KeyId = keyId,
            KeyVersion = keyVersion,
            Context = context.ToString(),
            Outcome = outcome,
        };

        // Not the caller's token: what happened is recorded even if the caller no longer waits.
        foreach (IAuditSink sink in sinks)
            await sink.WriteAsync(auditEvent, CancellationToken.None).ConfigureAwait(false);
    }
}
