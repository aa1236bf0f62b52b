namespace FieldCrypt;

public sealed partial class EmbeddedKeyStore
{
    private static readonly TimeSpan s_confirmedWithin = TimeSpan.FromMinutes(10);

    /// <summary>What this process knows of its own tries to record the clock, so that a store that cannot be written is not tried at each use.</summary>
    private long _sightingTriedAt = long.MinValue;

    /// <summary>The clock, and the time that the store has observed. Changes nothing.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class.</exception>
    public Task<KeyStoreClock> ReadClockAsync(CancellationToken cancellationToken = default)
        => _store.ReadAsync(
            (catalogue, _) =>
            {
                StoreTime time = _store.TimeOf(catalogue);
                return new KeyStoreClock(time.Clock, time.Observed, time.Clock - time.Observed > time.MaximumJump);
            },
            cancellationToken);

    /// <summary>
    /// Confirms that the clock is right, after a step longer than <see cref="EmbeddedKeyStoreOptions.MaximumClockJump"/>
    /// that the store did not believe: deletions and rotations that are due by the clock happen from then on. Check the
    /// clock and <see cref="EmbeddedKey.DeletionAt"/> of every key first: a deletion cannot be undone.
    /// </summary>
    /// <param name="now">The time by a clock that you trust; the machine's may differ from it by at most 10 minutes.</param>
    /// <param name="cancellationToken">Cancels before the change begins.</param>
    /// <exception cref="FieldCryptException">See the remarks of the class; <see cref="FieldCryptError.InvalidArgument"/>: the machine's clock is not right.</exception>
    public Task<KeyStoreClock> ConfirmClockAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
        => _audit.ChangeAsync(Intended(EmbeddedKeyAction.ConfirmClock, System.IO.Path.GetFileName(Path)), async _ =>
        {
            KeyPermissions.Demand(_options.Principal, EmbeddedKeyAction.ConfirmClock, kek: null, EncryptionContext.Empty);
            return await _store.ChangeAsync(
                (catalogue, _) =>
                {
                    DateTimeOffset clock = _store.TimeOf(catalogue).Clock;
                    if ((clock - now).Duration() > s_confirmedWithin)
                        throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The clock says {clock:u}, and you {now:u}. Nothing was confirmed; set the machine's clock right first.");
                    return (catalogue with { Header = catalogue.Header with { ObservedAt = clock } }, new KeyStoreClock(clock, clock, false));
                },
                CancellationToken.None).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Records the clock where it was not for an hour. The use that came upon it does not fail if that cannot be written: it changes nothing by itself.</summary>
    private async Task RecordClockAsync()
    {
        long now = _options.TimeProvider.GetTimestamp();
        long tried = Interlocked.Exchange(ref _sightingTriedAt, now);
        if (tried != long.MinValue && _options.TimeProvider.GetElapsedTime(tried, now) < CatalogueStore.SightingInterval)
            return;
        try
        {
            await _store.ChangeAsync(static (catalogue, _) => (catalogue with { }, true), CancellationToken.None).ConfigureAwait(false);
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.KeyStoreUnavailable)
        {
            // A store on a medium that cannot be written, or held by another process: the observed time stands still, which delays and never hastens.
        }
    }
}
