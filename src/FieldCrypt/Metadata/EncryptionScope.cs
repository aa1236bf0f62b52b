namespace FieldCrypt;

/// <summary>
/// Where a mapper's converter may encrypt: inside a save. Anywhere else a plaintext on its way to the database is a
/// query's parameter, and encrypting it would compare a fresh envelope with stored ones: never equal, silently wrong.
/// </summary>
internal static class EncryptionScope
{
    private static readonly AsyncLocal<Scope?> s_current = new();

    public static bool IsActive => s_current.Value is not null;

    /// <summary>The scope's own key of a context, which the scope disposes; null if it has none.</summary>
    public static RecordKey? FindKey(EncryptionContext context) => s_current.Value?.Keys?.Invoke(context);

    /// <summary>Opens the scope for the current flow until the result is disposed.</summary>
    /// <param name="keys">Finds a key that is at hand already, so that converting a value does not wait for one.</param>
    public static Exit Enter(Func<EncryptionContext, RecordKey?>? keys = null)
    {
        Scope? outer = s_current.Value;
        s_current.Value = new Scope(keys);
        return new Exit(outer);
    }

    public readonly struct Exit(Scope? outer) : IDisposable
    {
        public void Dispose() => s_current.Value = outer;
    }

    internal sealed record Scope(Func<EncryptionContext, RecordKey?>? Keys);
}
