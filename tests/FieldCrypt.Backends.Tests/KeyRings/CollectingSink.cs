using System.Collections.Concurrent;

namespace FieldCrypt.Backends.Tests;

/// <summary>Keeps audit events.</summary>
internal sealed class CollectingSink : IAuditSink
{
    public ConcurrentQueue<AuditEvent> Events { get; } = [];

    public ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        Events.Enqueue(auditEvent);
        return ValueTask.CompletedTask;
    }
}
