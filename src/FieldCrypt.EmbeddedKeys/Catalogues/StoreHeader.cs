namespace FieldCrypt;

/// <summary>The one row that says which store this is and what opens it.</summary>
/// <param name="StoreId">Random, fixed for the store's life.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RootKind">The kind of root key source.</param>
/// <param name="RootParameters">The source's own parameters.</param>
/// <param name="RootCheck">What tells the right root key, 32 bytes.</param>
/// <param name="Revision">Rises with each change of the catalogue.</param>
/// <param name="ClockAt">The clock at the last sighting.</param>
/// <param name="ObservedAt">The time observed up to then; see <see cref="StoreTime"/>.</param>
internal sealed record StoreHeader(Guid StoreId, DateTimeOffset CreatedAt, string RootKind, byte[] RootParameters, byte[] RootCheck, long Revision, DateTimeOffset ClockAt, DateTimeOffset ObservedAt);
