using System.Globalization;

namespace FieldCrypt;

/// <summary>Events about the audit file itself.</summary>
internal static class AuditEvents
{
    /// <summary>A process or machine stopped while it appended: the line was promised to nobody.</summary>
    public static AuditEvent UnfinishedLineRemoved(DateTimeOffset time, long bytes) => new()
    {
        Time = time,
        Principal = AuditPrincipal.Default,
        Operation = "RecoverAuditFile",
        KeyId = "",
        Outcome = string.Create(CultureInfo.InvariantCulture, $"Removed an unfinished line of {bytes} bytes"),
    };
}
