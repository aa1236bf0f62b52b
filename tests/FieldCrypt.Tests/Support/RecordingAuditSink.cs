using System.Collections.Concurrent;

namespace FieldCrypt.Tests.Support;

/// <summary>Keeps events, or fails.</summary>
public sealed class RecordingAuditSink : IAuditSink
{
    public ConcurrentQueue<AuditEvent> Events { get; } = [];

    public FieldCryptException? Failure { get; set; }

    public ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            throw Failure;
        Events.Enqueue(auditEvent);
        return ValueTask.CompletedTask;
    }
}
