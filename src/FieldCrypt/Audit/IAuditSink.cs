namespace FieldCrypt;

/// <summary>
/// Receives every use of a key, in order per key ring. Thread-safe. What it throws fails the call that it belongs to:
/// a key is not used without its trace.
/// </summary>
public interface IAuditSink
{
    /// <summary>Writes an event; when the task ends it is kept.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken);
}
