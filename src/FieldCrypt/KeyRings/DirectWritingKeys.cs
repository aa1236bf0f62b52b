namespace FieldCrypt;

/// <summary>The key-encryption keys of the backends as they are now; each record has a data key of its own.</summary>
internal sealed class DirectWritingKeys(DirectKeySource source, IKeyBackend first, IReadOnlyList<KeyBackendStatus> backends) : WritingKeys
{
    public override ValueTask HoldAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override BranchKeyId? FindBranchKeyId(EncryptionContext context) => null;

    public override string NameOf(EncryptionContext context) => $"{first.Provider}:{first.KeyName}";

    public override ValueTask<RecordKey> CreateRecordKeyAsync(EncryptionContext context, CancellationToken cancellationToken) => source.CreateAsync(context, cancellationToken);

    public override void Dispose()
    {
        // Nothing is held.
    }

    protected override bool Wrote(in Envelope envelope, EncryptionContext context)
        => envelope.Suite == EnvelopeSuite.Direct
            && DirectKeySection.TryRead(envelope) is { } section
            && KeyRingInspection.IsCurrent(section.WrappedKeys, backends);
}
