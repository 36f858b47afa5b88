using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace CoachingPlatform.Web;

/// <summary>
/// A client whose network vanished sends no goodbye, and the kernel would go on repeating what it does not confirm for a
/// quarter of an hour.
/// </summary>
internal static class HalfOpenConnections
{
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;   // tcp(7): the longest that sent data may stay unconfirmed, in milliseconds

    /// <summary>
    /// Ends the connection when the client confirms nothing for <paramref name="limit"/>. Linux only; elsewhere the system's own limit
    /// counts.
    /// </summary>
    public static void DetectWithin(this HttpContext context, TimeSpan limit)
    {
        if (OperatingSystem.IsLinux()
            && context.Features.Get<IConnectionSocketFeature>()?.Socket is { ProtocolType: ProtocolType.Tcp } socket)
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)limit.TotalMilliseconds));
    }
}
