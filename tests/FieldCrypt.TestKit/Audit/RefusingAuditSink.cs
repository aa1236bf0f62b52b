using System.Collections.Concurrent;

namespace FieldCrypt.TestKit;

/// <summary>Keeps the events that it does not refuse.</summary>
public sealed class RefusingAuditSink : IAuditSink
{
    private readonly ConcurrentQueue<AuditEvent> _events = [];

    public IReadOnlyList<AuditEvent> Events => [.. _events];

    /// <summary>Which events cannot be written.</summary>
    public Func<AuditEvent, bool> Refuses { get; set; } = static _ => false;

    public async ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Refuses(auditEvent))
            throw new FieldCryptException(FieldCryptError.AuditUnavailable, "The disk is full.");
        _events.Enqueue(auditEvent);
    }

    public void Clear() => _events.Clear();
}
