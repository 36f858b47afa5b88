using System.Net.Sockets;
using System.Text;

namespace CoachingPlatform.Tests.Support;

/// <summary><c>GET /sse</c> on a bare socket, for what an HTTP client would hide.</summary>
public sealed class RawStream : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Socket _socket;
    private readonly StringBuilder _unread = new();

    private RawStream(Socket socket) => _socket = socket;

    public static async Task<RawStream> OpenAsync(Uri server, string cookie, string headers = "")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET /sse HTTP/1.1\r\nHost: {server.Authority}\r\nCookie: id={cookie}\r\n{headers}\r\n"));
        return new RawStream(socket);
    }

    /// <summary>Reads up to and including <paramref name="end"/>.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var buffer = new byte[4096];
        int index;
        while ((index = _unread.ToString().IndexOf(end, StringComparison.Ordinal)) < 0)
        {
            var read = await _socket.ReceiveAsync(buffer, deadline.Token);
            Assert.That(read, Is.Positive, "the stream has ended");
            _unread.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        var text = _unread.ToString(0, index + end.Length);
        _unread.Remove(0, text.Length);
        return text;
    }

    /// <summary>The next chunk of the chunked body, which is one frame while events come one at a time.</summary>
    public async Task<string> ReadFrameAsync()
    {
        var size = Convert.ToInt32((await ReadUntilAsync("\r\n")).TrimEnd(), 16);
        var chunk = await ReadUntilAsync("\n\n");
        Assert.That(Encoding.UTF8.GetByteCount(chunk), Is.EqualTo(size));
        await ReadUntilAsync("\r\n");
        return chunk;
    }

    /// <summary>Tears the connection down without a goodbye (RST).</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Says that nothing more will be sent, as a half-closing client does.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();
}
