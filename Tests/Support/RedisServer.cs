using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real redis-server, which can be killed and started again. Where it is missing the test is skipped.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly bool _persistent;
    private readonly int _port = ServerProcess.FreeAddress().Port;
    private Process? _process;

    private RedisServer(bool persistent) => _persistent = persistent;

    public string ConnectionString => $"127.0.0.1:{Port}";

    public Dictionary<string, string> Settings => new() { ["Redis:ConnectionString"] = ConnectionString };

    private string Port => _port.ToString(CultureInfo.InvariantCulture);

    /// <param name="persistent">Whether it remembers across a restart.</param>
    public static async Task<RedisServer> StartAsync(bool persistent = true)
    {
        var server = NotStarted(persistent);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Its address is known; nobody answers there.</summary>
    public static RedisServer NotStarted(bool persistent = true)
    {
        if (!File.Exists("/usr/bin/redis-server"))
            Assert.Ignore("redis-server is not installed (Debian: redis-server).");
        return new RedisServer(persistent);
    }

    public async Task StartAgainAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", Port, "--bind", "127.0.0.1", "--dir", _folder.Path, "--save", "", "--appendonly", _persistent ? "yes" : "no",
            "--appendfsync", "always",
        ])
        {
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        await Eventually.TrueAsync(async () => await TryAsync("PING") == "+PONG", "redis answers");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>One command without blanks in its arguments; the first line of the answer.</summary>
    public async Task<string> CommandAsync(string command) => await TryAsync(command) ?? throw new IOException("redis does not answer.");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }

    private async Task<string?> TryAsync(string command)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"));
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync();
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return null;
        }
    }
}
