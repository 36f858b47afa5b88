using System.Net.Sockets;

namespace CoachingPlatform.Tests.Support;

/// <summary>Many connections that say nothing, opened as fast as possible.</summary>
public sealed class SocketFlood : IDisposable
{
    private readonly List<Socket> _sockets;

    private SocketFlood(List<Socket> sockets) => _sockets = sockets;

    /// <summary>Those that the server has closed again.</summary>
    public int Refused => _sockets.Count(socket => socket.Poll(0, SelectMode.SelectRead));

    public static SocketFlood Open(Uri server, int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp) { Blocking = false }).ToList();
        Parallel.ForEach(sockets, socket =>
        {
            try
            {
                socket.Connect(server.Host, server.Port);
            }
            catch (SocketException)
            {
                // on its way
            }
        });
        return new SocketFlood(sockets);
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
}
