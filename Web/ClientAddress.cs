using System.Net;
using System.Net.Sockets;

namespace CoachingPlatform.Web;

/// <summary>Where a request comes from, as far as limits count it.</summary>
internal static class ClientAddress
{
    /// <summary>
    /// The address of the peer, or of the proxy's client when forwarded headers are trusted. Of an IPv6 address the first half:
    /// the other half is the client's to choose.
    /// </summary>
    public static string Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
