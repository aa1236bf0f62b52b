using System.Net;
using System.Net.Sockets;

namespace FieldCrypt.Backends.Tests;

/// <summary>Ports of loopback that were free a moment ago.</summary>
internal static class LoopbackPort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
