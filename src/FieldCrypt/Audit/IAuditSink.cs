namespace FieldCrypt;

/// <summary>
/// Receives every use of a key, in order per key ring, and the intent and outcome of every administrative change.
/// Thread-safe. What it throws fails the call that it belongs to: a key is not used without its trace, and nothing is
/// changed whose intent was not kept.
/// </summary>
public interface IAuditSink
{
    /// <summary>Writes an event; when the task ends it is kept.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken);
}
