using AwsKeyState = Amazon.KeyManagementService.KeyState;

namespace FieldCrypt.Aws;

/// <summary>KMS key metadata in FieldCrypt's terms.</summary>
internal static class AwsKeyStates
{
    public static KeyState Of(AwsKeyState state)
    {
        if (state == AwsKeyState.Enabled || state == AwsKeyState.Updating)
            return KeyState.Enabled;
        if (state == AwsKeyState.PendingDeletion || state == AwsKeyState.PendingReplicaDeletion)
            return KeyState.PendingDeletion;
        return KeyState.Disabled;
    }

    /// <summary>KMS tells time as seconds since 1970 in UTC.</summary>
    public static DateTimeOffset? Instant(DateTime? time) => time is { } value ? new DateTimeOffset(value.ToUniversalTime(), TimeSpan.Zero) : null;
}
