using FieldCrypt.Mapping;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// The keys of the query under way in the current flow: blind index keys, and for ExecuteUpdate one record key per
/// encryption context. EF Core converts parameters where no context is at hand, so the keys come along with the flow.
/// </summary>
internal sealed class QueryExecutionKeys(MappingKeys keys) : IDisposable
{
    private static readonly AsyncLocal<QueryExecutionKeys?> s_current = new();

    private readonly QueryExecutionKeys? _outer = s_current.Value;

    /// <summary>The keys held for the query under way; null if nobody prepared it.</summary>
    public static MappingKeys? Current => s_current.Value?.Keys;

    private MappingKeys Keys => keys;

    /// <summary>Gets the keys without blocking.</summary>
    public static async Task<QueryExecutionKeys> CreateAsync(KeyRing keyRing, KeyNeeds needed, CancellationToken cancellationToken)
        => new(await keyRing.HoldKeysAsync(needed, cancellationToken).ConfigureAwait(false));

    /// <summary>Gets the keys, blocking the thread while the backend is called.</summary>
    public static QueryExecutionKeys Create(KeyRing keyRing, KeyNeeds needed) => new(keyRing.HoldKeys(needed));

    /// <summary>Makes these the keys of the current flow until they are disposed, or until the flow returns to its caller.</summary>
    public void Enter() => s_current.Value = this;

    public void Dispose()
    {
        if (s_current.Value == this)
            s_current.Value = _outer;
        keys.Dispose();
    }
}
