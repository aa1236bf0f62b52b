namespace FieldCrypt;

/// <summary>
/// The one way from an envelope to its value: parsed once, its key found or opened at the source of its suite, decrypted.
/// Thread-safe.
/// </summary>
/// <param name="keyRing">The key ring's name, for metrics.</param>
/// <param name="hierarchical">Opens hierarchical envelopes; null if they are refused.</param>
/// <param name="direct">Opens direct envelopes; null if they are refused.</param>
internal sealed class EnvelopeReader(string keyRing, IRecordKeySource? hierarchical, IRecordKeySource? direct)
{
    /// <summary>Whether decrypting needs no waiting: the key is under a live lease, failed a moment ago, or the suite is refused.</summary>
    public bool IsOpen(in StoredEnvelope envelope) => Find(envelope.Suite) is not { } source || source.IsKnown(envelope);

    /// <summary>Opens the key of an envelope and puts it under a lease.</summary>
    public ValueTask<OpenedKey> OpenAsync(in StoredEnvelope envelope, EncryptionContext? context, CancellationToken cancellationToken)
        => FindOrThrow(envelope.Suite, column: null).OpenAsync(envelope, context, cancellationToken);

    /// <summary>Decrypts, if the envelope's key is open.</summary>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public bool TryDecrypt<T>(EncryptedColumn<T> column, in StoredEnvelope envelope, out T value)
    {
        OpenedKey? key = FindOrThrow(envelope.Suite, column.FullName).TryGet(envelope, out FieldCryptException? failure);
        if (failure is not null)
            throw EnvelopeErrors.KeyNotOpened(column.FullName, failure);
        value = default!;
        try
        {
            return key is not null && column.TryDecrypt(envelope.Parts, key, out value);
        }
        catch (FieldCryptException exception)
        {
            FieldCryptMeter.DecryptionFailures.Add(1, new("key_ring", keyRing), new KeyValuePair<string, object?>("error", exception.Error.ToString()));
            throw;
        }
    }

    /// <summary>Decrypts, opening the key as often as its lease ends meanwhile.</summary>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public async ValueTask<T> OpenAndDecryptAsync<T>(EncryptedColumn<T> column, StoredEnvelope envelope, CancellationToken cancellationToken)
    {
        T value;
        do
        {
            try
            {
                await OpenAsync(envelope, column.Context, cancellationToken).ConfigureAwait(false);
            }
            catch (FieldCryptException failure)
            {
                throw EnvelopeErrors.KeyNotOpened(column.FullName, failure);
            }
        }
        while (!TryDecrypt(column, envelope, out value));
        return value;
    }

    private IRecordKeySource? Find(EnvelopeSuite suite) => suite == EnvelopeSuite.Hierarchical ? hierarchical : direct;

    private IRecordKeySource FindOrThrow(EnvelopeSuite suite, string? column) => Find(suite) ?? throw EnvelopeErrors.SuiteRefused(
        column, suite, suite == EnvelopeSuite.Direct ? nameof(KeyRingOptions.ReadsDirectEnvelopes) : nameof(KeyRingOptions.ReadsHierarchicalEnvelopes));
}
