namespace FieldCrypt;

/// <summary>The settings of <see cref="KeyMaintenanceService"/>.</summary>
public sealed record KeyMaintenanceOptions
{
    /// <summary>How often to look: 1 hour; 1 second to 30 days. The first look is at start.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    internal void Validate()
    {
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromDays(30))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, "KeyMaintenanceOptions.Interval must be 1 second to 30 days.");
    }
}
