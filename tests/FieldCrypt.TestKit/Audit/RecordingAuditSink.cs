using System.Collections.Concurrent;

namespace FieldCrypt.TestKit;

/// <summary>Keeps events, or fails.</summary>
public sealed class RecordingAuditSink : IAuditSink
{
    public ConcurrentQueue<AuditEvent> Events { get; } = [];

    /// <summary>Thrown by every call while set.</summary>
    public FieldCryptException? Failure { get; set; }

    /// <summary>The number of the event that is refused: the call it belongs to ends there.</summary>
    public int RefusedEvent { get; init; } = int.MaxValue;

    public ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        if (Events.Count + 1 == RefusedEvent)
            throw new FieldCryptException(FieldCryptError.AuditUnavailable, "The test stops here.");
        Events.Enqueue(auditEvent);
        return ValueTask.CompletedTask;
    }
}
