namespace FieldCrypt.EntityFrameworkCore.Tests.Reencryption;

/// <summary>What an operator does around a re-encryption.</summary>
public static class Rotations
{
    /// <summary>Makes every context's next generation; the ids that wrote until now.</summary>
    public static async Task<BranchKeyId[]> RotateAllAsync(this KeyRing keyRing)
    {
        BranchKeyRecord[] records = [.. (await keyRing.BranchKeys!.ListAsync()).Where(static record => record.Purpose == BranchKeyPurpose.RecordKeys)];
        foreach (EncryptionContext context in records.Select(static record => record.Context).Distinct())
            await keyRing.BranchKeys.RotateAsync(context);
        return [.. records.Select(static record => record.Id)];
    }

    public static async Task DestroyAsync(this KeyRing keyRing, IEnumerable<BranchKeyId> ids)
    {
        foreach (BranchKeyId id in ids)
            await keyRing.BranchKeys!.DestroyAsync(id);
    }

    /// <summary>A context over the host's database in another process: a key ring of its own over the same keys.</summary>
    public static Process<TContext> NewProcess<TContext>(
        this TestHost<TContext> host,
        Action<KeyRingOptions>? keys = null,
        IAuditSink? audit = null,
        Action<DbContextOptionsBuilder>? options = null)
        where TContext : DbContext
    {
        var ringOptions = new KeyRingOptions { Name = $"test-{Guid.NewGuid():n}", TimeProvider = host.Keys.Time };
        keys?.Invoke(ringOptions);
        var keyRing = new KeyRing(ringOptions, [host.Keys.Backend], host.Keys.Store, audit is null ? [] : [audit]);
        var builder = new DbContextOptionsBuilder<TContext>();
        host.Database.Configure(builder);
        builder.UseFieldCrypt(keyRing);
        options?.Invoke(builder);
        return new Process<TContext>(keyRing, (TContext)Activator.CreateInstance(typeof(TContext), builder.Options)!);
    }
}

public sealed class Process<TContext>(KeyRing keyRing, TContext context) : IAsyncDisposable
    where TContext : DbContext
{
    public KeyRing KeyRing { get; } = keyRing;

    public TContext Context { get; } = context;

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        KeyRing.Dispose();
    }
}

/// <summary>Unlike <see cref="Progress{T}"/>, calls at once.</summary>
public sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
