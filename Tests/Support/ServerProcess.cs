using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CoachingPlatform.Infrastructure;

namespace CoachingPlatform.Tests.Support;

/// <summary>The server as operators run it: a process of its own, which can be killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Starts anywhere, so that another run of the tests on this machine starts elsewhere.</summary>
    private static int _nextPort = Random.Shared.Next();

    /// <summary>A database as a first start leaves it; a copy is quicker than a first start.</summary>
    private static readonly Lazy<Task<byte[]>> FirstDatabase = new(CreateFirstDatabaseAsync);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it has written until now.</summary>
    public string OutputSoFar
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>
    /// An address that nobody listens on. Its port is below those that the system hands out by itself: one of those could be another
    /// server's or client's before this one is taken.
    /// </summary>
    public static Uri FreeAddress()
    {
        const int First = 10_000;
        const int Count = 20_000;
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _nextPort) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return new Uri($"http://127.0.0.1:{port}");
            }
            catch (SocketException)
            {
                // taken: the next one
            }
        }
    }

    /// <summary>
    /// Starts a server and waits until it answers. In a folder without a database it begins with one as a first start leaves it, unless the
    /// environment says something about the database, the demo people or the kind of environment.
    /// </summary>
    /// <param name="descriptors">How many files and sockets it may have open; null: as many as the tests.</param>
    public static async Task<ServerProcess> StartAsync(
        TempFolder folder, Uri? address = null, IReadOnlyDictionary<string, string>? environment = null, int? descriptors = null)
    {
        if (!DatabaseUnderTest.IsSqlServer && !File.Exists(folder.File("coaching.db"))
            && environment?.Keys.Any(key => key.StartsWith("ConnectionStrings", StringComparison.Ordinal)
                || key.StartsWith("Seed", StringComparison.Ordinal) || key == "ASPNETCORE_ENVIRONMENT") is not true)
            await File.WriteAllBytesAsync(folder.File("coaching.db"), await FirstDatabase.Value);
        var server = Launch(Command(descriptors), folder, address ?? FreeAddress(), environment);
        using var http = new HttpClient { BaseAddress = server.Address };
        try
        {
            await Eventually.TrueAsync(() => Answers(http) || server._process.HasExited, "the server answers", seconds: 60);
        }
        catch
        {
            await server.DisposeAsync();   // nobody else knows of it
            throw;
        }
        if (server._process.HasExited)
            Assert.Fail($"The server ended with {server.ExitCode}: {await server.OutputAsync()}");
        return server;
    }

    /// <summary>Runs the program until it ends by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        TempFolder folder, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        await using var program = Launch(folder, FreeAddress(), environment, arguments);
        await program.WaitForExitAsync(TimeSpan.FromSeconds(60));
        return (program.ExitCode, await program.OutputAsync());
    }

    /// <summary>Starts the program without waiting for anything.</summary>
    public static ServerProcess Launch(
        TempFolder folder, Uri address, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments) =>
        Launch([.. Command(descriptors: null), .. arguments], folder, address, environment);

    private static ServerProcess Launch(
        string[] command, TempFolder folder, Uri address, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        foreach (var (key, value) in DatabaseUnderTest.SettingsOf(folder))
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        return new ServerProcess(Process.Start(start)!, address);
    }

    public Task<Person> SignInAsync(string email) => Person.SignInAsync(Address, email, DemoData.Password);

    /// <summary>kill -9: nothing gets a chance to finish.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as every operator's tool sends it.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public Task WaitForExitAsync(TimeSpan limit) => _process.WaitForExitAsync().WaitAsync(limit);

    /// <summary>Everything it wrote, once it has ended.</summary>
    public async Task<string> OutputAsync()
    {
        await _process.WaitForExitAsync();   // also waits for the end of what it wrote
        return OutputSoFar;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        var output = await OutputAsync();
        if (ExitCode is not (0 or 137 or 143))   // by itself, and neither well nor killed
            await TestContext.Out.WriteLineAsync(output);
        else if (FirstErrorIn(output) is { Length: > 0 } error)
            await TestContext.Out.WriteLineAsync(error);
        _process.Dispose();
    }

    private static async Task<byte[]> CreateFirstDatabaseAsync()
    {
        using var folder = new TempFolder();
        var (exitCode, output) = await RunAsync(folder, null, "--seed");
        Assert.That((exitCode, File.Exists(folder.File("coaching.db-wal"))), Is.EqualTo((0, false)), output);
        return await File.ReadAllBytesAsync(folder.File("coaching.db"));
    }

    private static string[] Command(int? descriptors)
    {
        string[] program = ["dotnet", typeof(Program).Assembly.Location];
        return descriptors is null ? program : ["sh", "-c", $"ulimit -n {descriptors}; exec \"$@\"", "sh", .. program];
    }

    /// <summary>What an operator would look at first: the first error it logged, and what came after it.</summary>
    private static string FirstErrorIn(string output)
    {
        const int Enough = 5_000;
        var start = output.IndexOf("fail: ", StringComparison.Ordinal);
        return start < 0 ? "" : output.Substring(start, Math.Min(Enough, output.Length - start));
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }

    private static bool Answers(HttpClient http)
    {
        try
        {
            using var answer = http.Send(new HttpRequestMessage(HttpMethod.Get, "/health"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or SocketException)   // the latter: gone while it connected
        {
            return false;
        }
    }
}
