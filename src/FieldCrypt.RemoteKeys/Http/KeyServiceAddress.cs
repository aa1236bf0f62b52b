using System.Net;

namespace FieldCrypt.RemoteKeys;

/// <summary>Where keys and tokens may be sent: by https anywhere, without TLS only to this machine.</summary>
internal static class KeyServiceAddress
{
    /// <summary>Refuses an address that keys would travel to in clear.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.NotConfigured"/>.</exception>
    public static void Demand(string service, Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && IsThisMachine(address))))
            throw new FieldCryptException(FieldCryptError.NotConfigured, $"The address {address} of {service} is not https. Keys travel over TLS only, save to localhost or a loopback address.");
    }

    /// <summary>Whether an address says by itself that it is this machine; names that only resolve to it do not.</summary>
    public static bool IsThisMachine(Uri address)
        => string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));

    /// <summary>The proxy that a client with default settings would use; null for none.</summary>
    public static Uri? DefaultProxyOf(Uri address)
        => HttpClient.DefaultProxy.IsBypassed(address) || HttpClient.DefaultProxy.GetProxy(address) is not { } proxy || proxy == address ? null : proxy;
}
