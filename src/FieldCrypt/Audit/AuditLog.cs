using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>
/// Writes each event to a logger of the category <c>FieldCrypt.Audit</c>: event 1 at level Information for a success,
/// event 3 at level Information for the intent of a change, event 2 at level Warning for anything else. Thread-safe.
/// </summary>
public sealed partial class AuditLog : IAuditSink
{
    /// <summary>The logger's category.</summary>
    public const string Category = "FieldCrypt.Audit";

    private readonly ILogger _logger;

    /// <summary>Makes a sink.</summary>
    /// <param name="loggers">Makes the logger.</param>
    public AuditLog(ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        _logger = loggers.CreateLogger(Category);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        if (auditEvent.Outcome == AuditOutcome.Success)
            Succeeded(_logger, auditEvent.Operation, auditEvent.KeyId, auditEvent.KeyVersion, auditEvent.Context, auditEvent.Principal, auditEvent.Time, auditEvent.ChangeId);
        else if (auditEvent.Outcome == AuditOutcome.Intent)
            Intended(_logger, auditEvent.Operation, auditEvent.KeyId, auditEvent.KeyVersion, auditEvent.Context, auditEvent.Principal, auditEvent.Time, auditEvent.ChangeId);
        else
            Failed(_logger, auditEvent.Operation, auditEvent.KeyId, auditEvent.KeyVersion, auditEvent.Context, auditEvent.Principal, auditEvent.Outcome, auditEvent.Time, auditEvent.ChangeId);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "{Operation} of key {KeyId} version {KeyVersion} under context \"{Context}\" by {Principal} at {Time:O} (change {ChangeId})", EventName = "KeyUsed")]
    private static partial void Succeeded(ILogger logger, string operation, string keyId, string keyVersion, string context, string principal, DateTimeOffset time, string changeId);

    [LoggerMessage(2, LogLevel.Warning, "{Operation} of key {KeyId} version {KeyVersion} under context \"{Context}\" by {Principal} failed: {Outcome} at {Time:O} (change {ChangeId})", EventName = "KeyUseFailed")]
    private static partial void Failed(ILogger logger, string operation, string keyId, string keyVersion, string context, string principal, string outcome, DateTimeOffset time, string changeId);

    [LoggerMessage(3, LogLevel.Information, "{Operation} of key {KeyId} version {KeyVersion} under context \"{Context}\" intended by {Principal} at {Time:O} (change {ChangeId})", EventName = "KeyChangeIntended")]
    private static partial void Intended(ILogger logger, string operation, string keyId, string keyVersion, string context, string principal, DateTimeOffset time, string changeId);
}
