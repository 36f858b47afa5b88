using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CoachingPlatform.Tools.SseTestClient.Benchmark;

/// <summary>
/// What the loopback interface allows a program like ours: no ids, no log, no sign-in; one buffer for all, one call of the system for each
/// stream. <c>GET /sse?user=ID</c>, <c>POST /publish[?user=ID]</c>.
/// </summary>
internal static class Baseline
{
    private static readonly List<(Socket Socket, string User)> Streams = [];

    public static async Task<int> RunAsync(int port, CancellationToken ct)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(1_024);
        while (!ct.IsCancellationRequested)
        {
            var socket = await listener.AcceptSocketAsync(ct);
            socket.NoDelay = true;
            _ = ServeAsync(socket, ct);
        }
        return CommandLine.Passed;
    }

    private static async Task ServeAsync(Socket socket, CancellationToken ct)
    {
        try
        {
            using var connection = new NetworkStream(socket, ownsSocket: true);
            using var reader = new StreamReader(connection, Encoding.Latin1);
            while (await reader.ReadLineAsync(ct) is { Length: > 0 } request)
            {
                var length = 0;
                while (await reader.ReadLineAsync(ct) is { Length: > 0 } header)
                {
                    if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                        length = int.Parse(header["Content-Length:".Length..], CultureInfo.InvariantCulture);
                }
                var user = request.Split(' ')[1].Split("user=") is [_, var name] ? name : "";
                if (request.StartsWith("GET", StringComparison.Ordinal))
                {
                    await StreamAsync(socket, user, reader, ct);
                    return;
                }
                var body = new char[length];
                await reader.ReadBlockAsync(body, ct);
                Publish(user, new string(body));
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), ct);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // the client has gone
        }
    }

    private static async Task StreamAsync(Socket socket, string user, StreamReader reader, CancellationToken ct)
    {
        lock (Streams)
        {
            socket.Send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
            Streams.Add((socket, user));
        }
        try
        {
            await reader.ReadLineAsync(ct);   // until it goes
        }
        finally
        {
            lock (Streams)
                Streams.RemoveAll(stream => stream.Socket == socket);
        }
    }

    private static void Publish(string user, string data)
    {
        var frame = $"data: {data}\n\n";
        var chunk = Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{frame.Length:x}\r\n{frame}\r\n"));
        lock (Streams)
        {
            foreach (var (socket, name) in Streams)
            {
                if (user.Length == 0 || user == name)
                    socket.Send(chunk);
            }
        }
    }
}
