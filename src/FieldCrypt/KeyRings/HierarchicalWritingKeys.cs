namespace FieldCrypt;

/// <summary>The active branch key of each context; the store is asked for it the first time.</summary>
internal sealed class HierarchicalWritingKeys(HierarchicalKeySource source) : WritingKeys
{
    private readonly Dictionary<EncryptionContext, BranchKey> _held = [];
    private readonly HashSet<EncryptionContext> _asked = [];

    public override async ValueTask HoldAsync(IEnumerable<EncryptionContext> contexts, CancellationToken cancellationToken)
    {
        Dispose();
        foreach (EncryptionContext context in contexts)
            _held[context] = await source.HoldActiveAsync(context, cancellationToken, anew: !_asked.Contains(context)).ConfigureAwait(false);
        _asked.UnionWith(_held.Keys);
    }

    public override BranchKeyId? FindBranchKeyId(EncryptionContext context) => _held.TryGetValue(context, out BranchKey? key) ? key.Id : null;

    public override string NameOf(EncryptionContext context) => _held[context].Id.ToString();

    public override ValueTask<RecordKey> CreateRecordKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
        => _held.TryGetValue(context, out BranchKey? held) ? ValueTask.FromResult(held.CreateHeldRecordKey()) : source.CreateAsync(context, cancellationToken);

    public override void Dispose()
    {
        foreach (BranchKey key in _held.Values)
            key.Release();
        _held.Clear();
    }

    protected override bool Wrote(in Envelope envelope, EncryptionContext context)
        => envelope.Suite == EnvelopeSuite.Hierarchical && FindBranchKeyId(context) == envelope.KeyId;
}
