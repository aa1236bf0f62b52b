namespace FieldCrypt.Mapping;

/// <summary>
/// While it is open, generated converters may encrypt in the flow that opened it. Anywhere else a plaintext on its way to a
/// database is a query's parameter, which they refuse. Disposed once, in the flow that opened it.
/// </summary>
public readonly struct ConverterScope : IDisposable
{
    private readonly EncryptionScope.Exit _exit;

    internal ConverterScope(EncryptionScope.Exit exit) => _exit = exit;

    /// <summary>Ends the permission.</summary>
    public void Dispose() => _exit.Dispose();
}
