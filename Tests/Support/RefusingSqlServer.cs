using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CoachingPlatform.Tests.Support;

/// <summary>
/// Speaks as much of SQL Server's protocol (TDS) as it takes to refuse everybody who wants in, with an error of the test's choice.
/// </summary>
public sealed class RefusingSqlServer : IDisposable
{
    private const byte Answer = 0x04;
    private const byte PreLogin = 0x12;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _logins;

    public RefusingSqlServer(int error, string message)
    {
        _listener.Start();
        _ = AcceptAsync(error, message);
    }

    /// <summary>How often somebody wanted in.</summary>
    public int Logins => Volatile.Read(ref _logins);

    public Dictionary<string, string> Settings => new()
    {
        ["Database__Provider"] = "SqlServer",
        ["ConnectionStrings__Database"] =
            $"Server=127.0.0.1,{((IPEndPoint)_listener.LocalEndpoint).Port};Database=coaching;User Id=sa;Password=secret-word;Encrypt=false;Pooling=false",
    };

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(int error, string message)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await RefuseAsync(client.GetStream(), error, message);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task RefuseAsync(NetworkStream stream, int error, string message)
    {
        try
        {
            while (true)
            {
                var header = new byte[8];
                await stream.ReadExactlyAsync(header);
                await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - header.Length]);
                if (header[0] == PreLogin)
                {
                    // two options with place and length, an end mark, version 16, and "no encryption here"
                    await stream.WriteAsync(Packet([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 16, 0, 0, 0, 0, 0, 2]));
                    continue;
                }
                Interlocked.Increment(ref _logins);
                await stream.WriteAsync(Packet([.. ErrorToken(error, message), 0xFD, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
            }
        }
        catch (Exception gone) when (gone is IOException or EndOfStreamException)
        {
            // the client has understood
        }
    }

    private static byte[] Packet(byte[] content) =>
        [Answer, 1, (byte)((content.Length + 8) >> 8), (byte)(content.Length + 8), 0, 0, 1, 0, .. content];

    private static byte[] ErrorToken(int error, string message)
    {
        byte[] body =
        [
            .. BitConverter.GetBytes(error), 1, 14, .. BitConverter.GetBytes((ushort)message.Length),
            .. Encoding.Unicode.GetBytes(message), 0, 0,
            .. BitConverter.GetBytes(1),
        ];
        return [0xAA, .. BitConverter.GetBytes((ushort)body.Length), .. body];
    }
}
