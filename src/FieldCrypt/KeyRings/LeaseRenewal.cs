using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace FieldCrypt;

/// <summary>Renews leases in the background, for nobody who waits: traced, measured and logged. Thread-safe.</summary>
internal sealed class LeaseRenewal(string keyRing, LeaseMetrics metrics, ILogger logger)
{
    public void Start(BranchKeyId id, Func<Task> renew)
    {
        // It must not look like a part of the request that happened to start it.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => RunAsync(id, renew));
    }

    private async Task RunAsync(BranchKeyId id, Func<Task> renew)
    {
        using Activity? activity = FieldCryptActivities.Start(FieldCryptActivities.RenewLease, keyRing, id);
        string outcome = AuditOutcome.Success;
        try
        {
            await renew().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Recorded three ways and thrown to nobody: the lease's users get the cause when it ends.
            outcome = exception is FieldCryptException { Error: var error } ? error.ToString() : exception.GetType().Name;
            activity.Fail(outcome);
            if (exception is FieldCryptException { IsTransient: false })
                KeyRingLog.LeaseRevoked(logger, id, outcome, exception);
            else
                KeyRingLog.LeaseRenewalFailed(logger, id, outcome, exception);
        }

        metrics.Renewal(outcome);
    }
}
