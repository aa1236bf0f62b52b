namespace FieldCrypt.Tests.Memory;

public sealed class MemoryBranchKeyAttackTests : BranchKeyAttackConformance
{
    private readonly MemoryBranchKeyStore _store = new();

    protected override ValueTask<IBranchKeyStore> OpenAsync() => ValueTask.FromResult<IBranchKeyStore>(_store);

    protected override Task<StoredRows> ReadRowsAsync() => Task.FromResult(new StoredRows(
        [.. _store.Keys.Values.Select(static key => new Dictionary<string, object?>
        {
            ["id"] = key.Id,
            ["context"] = key.Context.ToString(),
            ["purpose"] = (int)key.Purpose,
            ["generation"] = key.Generation,
            ["created"] = key.CreatedAt.ToUnixTimeMilliseconds(),
            ["state"] = (int)key.State,
            ["wrapped"] = key.WrappedKeys.Count == 0 ? Array.Empty<byte>() : WrappedKeyEncoding.Encode(key.WrappedKeys),
            ["revision"] = key.Revision,
            ["uses"] = key.Uses,
        })],
        [.. _store.Sets.Values.Select(static set => new Dictionary<string, object?>
        {
            ["context"] = set.Context.ToString(),
            ["revision"] = set.Revision,
            ["members"] = set.Members,
            ["mac"] = set.Mac,
            ["wrapped"] = WrappedKeyEncoding.Encode(set.WrappedKeys),
        })]));

    protected override Task WriteRowsAsync(StoredRows rows)
    {
        _store.Keys.Clear();
        _store.Sets.Clear();
        foreach (Dictionary<string, object?> row in rows.Keys)
        {
            var id = (BranchKeyId)row["id"]!;
            _store.Keys[id] = new BranchKeyRecord
            {
                Id = id,
                Context = Context(row),
                Purpose = (BranchKeyPurpose)(int)row["purpose"]!,
                Generation = IsNone(row) ? 0 : (int)row["generation"]!,
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min((long)row["created"]!, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
                State = (BranchKeyState)(int)row["state"]!,
                WrappedKeys = WrappedKeyEncoding.TryDecode((byte[])row["wrapped"]!) ?? [],
                Revision = (int)row["revision"]!,
                Uses = (long)row["uses"]!,
            };
        }

        foreach (Dictionary<string, object?> row in rows.Sets)
        {
            _store.Sets[Context(row)] = new BranchKeySetRecord
            {
                Context = Context(row),
                Revision = (long)row["revision"]!,
                Members = (byte[])row["members"]!,
                Mac = (byte[])row["mac"]!,
                WrappedKeys = WrappedKeyEncoding.TryDecode((byte[])row["wrapped"]!)!,
            };
        }

        return Task.CompletedTask;
    }

    /// <summary>What is no context cannot be in memory: another stands for it, in a row that is out of range.</summary>
    private static bool IsNone(Dictionary<string, object?> row) => row["context"] is "malformed";

    private static EncryptionContext Context(Dictionary<string, object?> row) => EncryptionContext.Parse(IsNone(row) ? "Department=hr" : (string)row["context"]!);
}
