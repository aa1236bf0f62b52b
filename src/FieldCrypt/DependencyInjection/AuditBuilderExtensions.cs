using FieldCrypt;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up audit trails.</summary>
public static class AuditBuilderExtensions
{
    /// <summary>Records every use of a key in an append-only, hash-chained file of JSON lines; see <see cref="AuditFile"/>.</summary>
    /// <param name="keys">The builder.</param>
    /// <param name="path">The file, made where it is missing; a relative path counts from the current directory.</param>
    /// <param name="configure">Changes the settings, such as a key that authenticates the chain.</param>
    public static FieldCryptBuilder UseAuditFile(this FieldCryptBuilder keys, string path, Action<AuditFileOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var options = new AuditFileOptions();
        configure?.Invoke(options);
        return keys.UseAudit(_ => new AuditFile(path, options));
    }

    /// <summary>Records every use of a key as a structured log event of the category <c>FieldCrypt.Audit</c>; see <see cref="AuditLog"/>.</summary>
    /// <param name="keys">The builder.</param>
    public static FieldCryptBuilder UseAuditLog(this FieldCryptBuilder keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.UseAudit(static services => new AuditLog(services.GetRequiredService<ILoggerFactory>()));
    }
}
