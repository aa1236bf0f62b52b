using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>
/// The saves under way, by context instance: EF Core makes commands in a singleton that knows no scope, but every entry
/// knows its context. Thread-safe.
/// </summary>
internal sealed class SaveSessions
{
    private readonly ConditionalWeakTable<DbContext, HeldKeys> _sessions = [];

    public void Begin(DbContext context, HeldKeys session) => _sessions.AddOrUpdate(context, session);

    public void End(DbContext context, HeldKeys session)
    {
        _sessions.Remove(context);
        session.Dispose();
    }

    /// <exception cref="InvalidOperationException">The context is not being saved: its command would be written without keys.</exception>
    public HeldKeys Get(DbContext context) => _sessions.TryGetValue(context, out HeldKeys? session)
        ? session
        : throw new InvalidOperationException($"{context.GetType().Name} writes encrypted columns outside SaveChanges. Nothing was written.");
}
