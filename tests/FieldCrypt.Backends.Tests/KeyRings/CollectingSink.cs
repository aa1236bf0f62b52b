using System.Collections.Concurrent;

namespace FieldCrypt.Backends.Tests;

/// <summary>Keeps audit events, and can refuse to.</summary>
internal sealed class CollectingSink : IAuditSink
{
    public ConcurrentQueue<AuditEvent> Events { get; } = [];

    /// <summary>The number of the event that is refused: the call it belongs to ends there.</summary>
    public int RefusedEvent { get; init; } = int.MaxValue;

    public ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        if (Events.Count + 1 == RefusedEvent)
            throw new FieldCryptException(FieldCryptError.AuditUnavailable, "The test stops here.");
        Events.Enqueue(auditEvent);
        return ValueTask.CompletedTask;
    }
}
