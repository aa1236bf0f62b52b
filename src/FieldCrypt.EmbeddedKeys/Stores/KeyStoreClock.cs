namespace FieldCrypt;

/// <summary>What an embedded key store thinks of the time; see <see cref="EmbeddedKeyStore.ReadClockAsync"/>.</summary>
/// <param name="Clock">The clock now, UTC, in milliseconds.</param>
/// <param name="ObservedAt">
/// The time that the store has observed, by which deletions and rotations happen: the sum of the steps between its uses,
/// without those longer than <see cref="EmbeddedKeyStoreOptions.MaximumClockJump"/>.
/// </param>
/// <param name="IsConfirmationNeeded">Whether the store has fallen behind the clock; <see cref="EmbeddedKeyStore.ConfirmClockAsync"/> mends that.</param>
public sealed record KeyStoreClock(DateTimeOffset Clock, DateTimeOffset ObservedAt, bool IsConfirmationNeeded);
