namespace FieldCrypt;

/// <summary>Who uses keys, as policies and the audit trail name them where nothing else is set.</summary>
internal static class AuditPrincipal
{
    private const int MaximumLength = 256;

    /// <summary><c>user@machine</c>: the same after a restart, so that a policy may name it.</summary>
    public static string Default { get; } = Name(Environment.UserName, Environment.MachineName);

    /// <summary>In a container the machine's name is the container's, and goes with it.</summary>
    private static readonly bool s_isInContainer = IsInContainer();

    /// <summary>Whether a name goes with its process or container: <c>user@machine/process</c>, or <see cref="Default"/> in a container.</summary>
    public static bool IsTransient(string principal) => IsTransient(principal, s_isInContainer);

    /// <inheritdoc cref="IsTransient(string)"/>
    internal static bool IsTransient(string principal, bool isInContainer)
    {
        if (isInContainer && principal == Default)
            return true;
        int slash = principal.LastIndexOf('/');
        return slash >= 0
            && principal.AsSpan(0, slash).Contains('@')
            && slash + 1 < principal.Length
            && !principal.AsSpan(slash + 1).ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>A user that the machine has no name for is called "?", which a principal's name may not hold.</summary>
    internal static string Name(string user, string machine)
    {
        string name = string.Concat($"{user}@{machine}".Select(static c => char.IsControl(c) || char.IsSurrogate(c) || c is '*' or '?' or '$' ? '_' : c));
        return name.Length <= MaximumLength ? name : name[..MaximumLength];
    }

    private static bool IsInContainer()
        => Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") is "true" or "1"
            || Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is not null
            || File.Exists("/.dockerenv")
            || File.Exists("/run/.containerenv");
}
