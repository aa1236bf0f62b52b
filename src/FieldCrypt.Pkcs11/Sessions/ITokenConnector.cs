namespace FieldCrypt.Pkcs11;

/// <summary>Opens logged-in sessions with one token. Thread-safe; its methods block.</summary>
internal interface ITokenConnector : IDisposable
{
    /// <exception cref="Net.Pkcs11Interop.Common.Pkcs11Exception">The module fails.</exception>
    /// <exception cref="FieldCryptException">There is no such token, or it refuses the PIN.</exception>
    ITokenSession Open();
}
