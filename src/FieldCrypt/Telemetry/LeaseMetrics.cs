using System.Diagnostics;

namespace FieldCrypt;

/// <summary>The metrics of one cache of leases: tags key_ring, and kind, which is <c>branch</c> or <c>direct</c>.</summary>
internal sealed class LeaseMetrics(string keyRing, string kind)
{
    private readonly TagList _tags = [new("key_ring", keyRing), new("kind", kind)];

    public void Hit() => Lookup("hit");

    public void Miss() => Lookup("miss");

    public void Opened() => FieldCryptMeter.LiveLeases.Add(1, _tags);

    /// <param name="reason">One of <see cref="LeaseEnd"/>.</param>
    /// <param name="age">How long the lease lasted.</param>
    public void Ended(string reason, TimeSpan age)
    {
        FieldCryptMeter.LiveLeases.Add(-1, _tags);
        TagList tags = _tags;
        tags.Add("reason", reason);
        FieldCryptMeter.LeaseEnds.Add(1, tags);
        FieldCryptMeter.LeaseAge.Record(age.TotalSeconds, tags);
    }

    public void Renewal(string outcome)
    {
        TagList tags = _tags;
        tags.Add("outcome", outcome);
        FieldCryptMeter.LeaseRenewals.Add(1, tags);
    }

    private void Lookup(string result)
    {
        // Once per value read: nothing but a check where nobody listens.
        if (!FieldCryptMeter.LeaseLookups.Enabled)
            return;
        TagList tags = _tags;
        tags.Add("result", result);
        FieldCryptMeter.LeaseLookups.Add(1, tags);
    }
}
