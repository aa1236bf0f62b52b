namespace FieldCrypt;

/// <summary>Why a lease ended; the value of a metric's tag.</summary>
internal static class LeaseEnd
{
    public const string Expired = "expired";
    public const string UsedUp = "used_up";
    public const string Renewed = "renewed";
    public const string Revoked = "revoked";
    public const string Evicted = "evicted";
    public const string Disposed = "disposed";
}
