using System.Runtime.CompilerServices;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>
/// The saves under way, by context instance: EF Core makes commands in a singleton that knows no scope, but every entry
/// knows its context. Thread-safe.
/// </summary>
internal sealed class SaveSessions
{
    private readonly ConditionalWeakTable<DbContext, MappingKeys> _sessions = [];

    public void Begin(DbContext context, MappingKeys session) => _sessions.AddOrUpdate(context, session);

    public void End(DbContext context, MappingKeys session)
    {
        _sessions.Remove(context);
        session.Dispose();
    }

    /// <summary>Begins the record that a command writes; outside a save it has no keys, and encrypts nothing.</summary>
    public RecordWriter OpenRecord(IReadOnlyList<IUpdateEntry> entries)
        => entries.Count > 0 && _sessions.TryGetValue(entries[0].Context, out MappingKeys? session) ? session.OpenRecord() : default;
}
