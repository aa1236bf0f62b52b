using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>What a key ring logs, under the category <c>FieldCrypt.KeyRing</c> (docs/telemetry.md).</summary>
internal static partial class KeyRingLog
{
    public const string Category = "FieldCrypt.KeyRing";

    [LoggerMessage(10, LogLevel.Information, "Branch key {BranchKeyId} (generation {Generation} of context \"{Context}\") was made; reason: {Reason}", EventName = "BranchKeyCreated")]
    public static partial void BranchKeyCreated(ILogger logger, BranchKeyId branchKeyId, int generation, EncryptionContext context, string reason);

    [LoggerMessage(11, LogLevel.Debug, "Branch key {BranchKeyId} (generation {Generation} of context \"{Context}\") was opened", EventName = "BranchKeyOpened")]
    public static partial void BranchKeyOpened(ILogger logger, BranchKeyId branchKeyId, int generation, EncryptionContext context);

    [LoggerMessage(12, LogLevel.Warning, "Branch key {BranchKeyId} could not be opened: {Error}", EventName = "BranchKeyOpenFailed")]
    public static partial void BranchKeyOpenFailed(ILogger logger, BranchKeyId branchKeyId, string error, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "The lease of branch key {BranchKeyId} could not be renewed: {Error}. It goes on to its end, and the renewal is tried again", EventName = "LeaseRenewalFailed")]
    public static partial void LeaseRenewalFailed(ILogger logger, BranchKeyId branchKeyId, string error, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "The lease of branch key {BranchKeyId} was ended at its renewal, since the key may not be used any more: {Error}", EventName = "LeaseRevoked")]
    public static partial void LeaseRevoked(ILogger logger, BranchKeyId branchKeyId, string error, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "The uses of branch key {BranchKeyId} cannot be counted in the branch key store: {Error}. Records go on being written under it, and are counted later", EventName = "UsesNotCounted")]
    public static partial void UsesNotCounted(ILogger logger, BranchKeyId branchKeyId, string error, Exception exception);

    [LoggerMessage(16, LogLevel.Information, "All leases of key ring {KeyRing} were ended on request", EventName = "LeasesEnded")]
    public static partial void LeasesEnded(ILogger logger, string keyRing);

    [LoggerMessage(17, LogLevel.Warning, "The clock says {Now:O}, so that branch key {BranchKeyId} of context \"{Context}\" of {CreatedAt:O} would be far older than its cryptoperiod. It goes on writing; if the clock is right, rotate the context", EventName = "ClockNotBelieved")]
    public static partial void ClockNotBelieved(ILogger logger, BranchKeyId branchKeyId, EncryptionContext context, DateTimeOffset now, DateTimeOffset createdAt);
}
