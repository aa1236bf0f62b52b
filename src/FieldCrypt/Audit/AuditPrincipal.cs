namespace FieldCrypt;

/// <summary>Who uses keys, as the audit trail names them where nothing else is set.</summary>
internal static class AuditPrincipal
{
    /// <summary><c>user@machine/process</c>.</summary>
    public static string Default { get; } = $"{Environment.UserName}@{Environment.MachineName}/{Environment.ProcessId}";
}
