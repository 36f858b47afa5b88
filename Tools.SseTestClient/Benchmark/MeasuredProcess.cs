using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CoachingPlatform.Tools.SseTestClient.Benchmark;

/// <summary>A server that is started for a benchmark and ended with it.</summary>
internal sealed class MeasuredProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private MeasuredProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>CPU that it has used so far; the system counts in steps of about 10 ms.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that is its own now, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <exception cref="StepFailedException">It ends, or does not listen in time.</exception>
    public static async Task<MeasuredProcess> StartAsync(
        string file, IEnumerable<string> arguments, int port, IReadOnlyDictionary<string, string> environment, string folder, CancellationToken ct)
    {
        var process = Start(file, arguments, environment, folder);
        var waiting = Stopwatch.StartNew();
        while (!await IsListeningAsync(port, ct))
        {
            if (process.HasExited || waiting.Elapsed > StartLimit)
            {
                process.Kill();
                throw new StepFailedException($"{file} {string.Join(' ', arguments)} did not start.");
            }
            await Task.Delay(50, ct);
        }
        return new MeasuredProcess(process, new Uri($"http://127.0.0.1:{port}/"));
    }

    /// <exception cref="StepFailedException">It fails.</exception>
    public static async Task RunAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder, CancellationToken ct)
    {
        using var process = Start(file, arguments, environment, folder);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new StepFailedException($"{file} {string.Join(' ', arguments)} failed with exit code {process.ExitCode}.");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder)
    {
        // what it prints is read and dropped: nobody else's terminal, and no full pipe
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task<bool> IsListeningAsync(int port, CancellationToken ct)
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
