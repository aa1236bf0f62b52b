namespace FieldCrypt;

/// <summary>
/// Where a mapper's converter may encrypt: inside a save. Anywhere else a plaintext on its way to the database is a
/// query's parameter, and encrypting it would compare a fresh envelope with stored ones: never equal, silently wrong.
/// </summary>
internal static class EncryptionScope
{
    private static readonly AsyncLocal<bool> s_active = new();

    public static bool IsActive => s_active.Value;

    /// <summary>Opens the scope for the current flow until the result is disposed.</summary>
    public static Exit Enter()
    {
        bool outer = s_active.Value;
        s_active.Value = true;
        return new Exit(outer);
    }

    public readonly struct Exit(bool outer) : IDisposable
    {
        public void Dispose() => s_active.Value = outer;
    }
}
