using System.Net;

namespace FieldCrypt.RemoteKeys;

/// <summary>A proxy for calls to other machines alone. Thread-safe as far as the one inside is.</summary>
internal sealed class ProxyPastThisMachine(IWebProxy inner) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => inner.Credentials;
        set => inner.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => KeyServiceAddress.IsThisMachine(destination) ? null : inner.GetProxy(destination);

    public bool IsBypassed(Uri host) => KeyServiceAddress.IsThisMachine(host) || inner.IsBypassed(host);
}
