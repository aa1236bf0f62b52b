namespace FieldCrypt.Mapping;

/// <summary>An envelope whose key is not open. See <see cref="KeyRingMapping.IsClosed"/>.</summary>
public readonly struct ClosedEnvelope
{
    private readonly KeyRing _keyRing;
    private readonly StoredEnvelope _envelope;

    internal ClosedEnvelope(KeyRing keyRing, in StoredEnvelope envelope)
    {
        _keyRing = keyRing;
        _envelope = envelope;
    }

    /// <summary>Opens the key and puts it under a lease. Other envelopes under the key are open then, too.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="FieldCryptException">
    /// The key cannot be had; see <see cref="IKeyBackend"/>. The key ring remembers that for a moment, so decrypting fails at
    /// once, with the column's name: a reader that is not sure to convert the value may leave it to that.
    /// </exception>
    public async ValueTask OpenKeyAsync(CancellationToken cancellationToken = default) => await _keyRing.OpenAsync(_envelope, cancellationToken).ConfigureAwait(false);
}
