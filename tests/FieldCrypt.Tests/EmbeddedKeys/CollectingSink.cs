using System.Collections.Concurrent;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>Keeps the events it gets.</summary>
internal sealed class CollectingSink : IAuditSink
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();

    public IReadOnlyList<AuditEvent> Events => [.. _events];

    public ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        _events.Enqueue(auditEvent);
        return ValueTask.CompletedTask;
    }
}
