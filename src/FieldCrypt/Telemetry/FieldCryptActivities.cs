using System.Diagnostics;

namespace FieldCrypt;

/// <summary>
/// The traces, all under the activity source <c>FieldCrypt</c> (docs/telemetry.md). No tag holds data, a context or a
/// key byte.
/// </summary>
internal static class FieldCryptActivities
{
    public const string OpenBranchKey = "OpenBranchKey";
    public const string CreateBranchKey = "CreateBranchKey";
    public const string RenewLease = "RenewLease";

    private static readonly ActivitySource s_source = new(FieldCryptMeter.Name);

    public static Activity? StartBackendCall(string operation, string provider, string keyRing)
    {
        Activity? activity = s_source.StartActivity($"{operation} {provider}", ActivityKind.Client);
        activity?.SetTag("fieldcrypt.operation", operation);
        activity?.SetTag("fieldcrypt.provider", provider);
        activity?.SetTag("fieldcrypt.key_ring", keyRing);
        return activity;
    }

    public static Activity? Start(string name, string keyRing, BranchKeyId? id = null)
    {
        Activity? activity = s_source.StartActivity(name);
        activity?.SetTag("fieldcrypt.key_ring", keyRing);
        if (id is { } known)
            activity?.SetTag("fieldcrypt.branch_key.id", known.ToString());
        return activity;
    }

    /// <summary>Marks a failure by its name; the message of an exception may be long and is left out.</summary>
    public static void Fail(this Activity? activity, string error)
    {
        activity?.SetTag("error.type", error);
        activity?.SetStatus(ActivityStatusCode.Error);
    }
}
