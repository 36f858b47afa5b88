using System.Net.Http.Json;

namespace CoachingPlatform.Tools.SseTestClient.Benchmark;

/// <summary>Builds and starts the server with people in it, and measures it in turns with one that only sends.</summary>
internal sealed class BenchmarkRun(Output output, CancellationToken ct) : IAsyncDisposable
{
    /// <summary>Relationships that the server is filled with at most: as many coachees have the streams.</summary>
    private const int MaxCoachees = 50;

    private const string Program = "CoachingPlatform.Web.dll";
    private const int RoundsToOne = 200;

    /// <summary>How long nothing is done while the memory and the CPU of open streams are looked at.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, string> Nothing = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("coaching-benchmark-");
    private readonly BenchmarkReport _report = new();
    private readonly List<ApiClient> _people = [];
    private int _coachees;
    private MeasuredProcess? _server;
    private MeasuredProcess? _limit;

    /// <exception cref="StepFailedException">The server cannot be built or started, or loses or repeats something.</exception>
    public async Task<string> RunAsync(int[] sizes, int pairs, DirectoryInfo? web, FileInfo? limitProgram)
    {
        _coachees = Math.Min(MaxCoachees, sizes.Min());
        var published = web?.FullName ?? await output.StepAsync("Build the server", PublishAsync);
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Database"] = $"Data Source={Path.Combine(_folder.FullName, "coaching.db")}",
            ["Mail__Folder"] = Path.Combine(_folder.FullName, "mail"),
            ["Logging__LogLevel__Default"] = "Warning",
            ["Sse__MaxConnectionsPerUser"] = "1000",
        };
        if (!File.Exists(Path.Combine(published, Program)))
            throw new StepFailedException($"There is no {Program} in {published}.");
        await output.StepAsync("Fill its database", () =>
            MeasuredProcess.RunAsync("dotnet", [Program, "--seed", "--size", $"{_coachees}"], environment, published, ct));
        var port = MeasuredProcess.FreePort();
        environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        _server = await output.StepAsync("Start it", () => MeasuredProcess.StartAsync("dotnet", [Program], port, environment, published, ct));
        var server = await output.StepAsync("Sign its people in", () => ServerAsync(_server));
        var limit = Limit(_limit = await StartLimitAsync(limitProgram));

        foreach (var (target, name) in new[] { (server, "the server"), (limit, "the limit") })
            await output.StepAsync($"Warm {name} up", () => WarmUpAsync(target));
        foreach (var size in sizes)
        {
            await output.StepAsync($"{size:N0} streams, idle", () => IdleAsync(server, size));
            for (var pair = 1; pair <= pairs; pair++)
                await output.StepAsync($"{size:N0} streams, {pair} of {pairs}", () => PairAsync(server, limit, size));
        }
        return _report.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people)
            person.Dispose();
        _server?.Dispose();
        _limit?.Dispose();
        await Task.Run(() => _folder.Delete(recursive: true), CancellationToken.None);
    }

    private async Task<string> PublishAsync()
    {
        var root = new DirectoryInfo(Directory.GetCurrentDirectory());
        while (!File.Exists(Path.Combine(root.FullName, "Web", "Web.csproj")))
            root = root.Parent ?? throw new StepFailedException("Run this inside the repository, or name a published server with --web.");
        var target = Path.Combine(_folder.FullName, "web");
        await MeasuredProcess.RunAsync("dotnet", ["publish", "Web", "-c", "Release", "-o", target], Nothing, root.FullName, ct);
        return target;
    }

    private Task<MeasuredProcess> StartLimitAsync(FileInfo? program)
    {
        var port = MeasuredProcess.FreePort();
        return program is not null
            ? MeasuredProcess.StartAsync(program.FullName, [$"{port}"], port, Nothing, _folder.FullName, ct)
            : MeasuredProcess.StartAsync(
                "dotnet", [typeof(BenchmarkRun).Assembly.Location, "baseline", $"{port}"], port, Nothing, _folder.FullName, ct);
    }

    private Target Limit(MeasuredProcess process) => new(
        process,
        i => $"/sse?user={UserOf(i)} HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        text => new HttpRequestMessage(HttpMethod.Post, new Uri(process.Address, "publish")) { Content = new StringContent(text) },
        text => new HttpRequestMessage(HttpMethod.Post, new Uri(process.Address, "publish?user=0")) { Content = new StringContent(text) });

    private async Task<Target> ServerAsync(MeasuredProcess process)
    {
        const string Password = "coach-the-team-well";
        foreach (var name in Enumerable.Range(1, _coachees).Select(n => $"coachee{n}@crowd.test").Append("coach1@crowd.test").Append("super@demo.test"))
            _people.Add(await ApiClient.SignInAsync(process.Address, name, new Credentials(name, Password), output, ct));
        var (coach, super) = (_people[^2], _people[^1]);
        var relationships = await coach.SendAsync(HttpMethod.Get, $"users/{coach.UserId}/coaching-relationships", null, ct);
        var relationship = relationships.EnumerateArray().Single(r => ApiClient.Member(r, "coachee_id").GetGuid() == _people[0].UserId);
        var sessions = await coach.SendAsync(
            HttpMethod.Get,
            $"coaching_sessions?coaching_relationship_id={ApiClient.Member(relationship, "id")}&from_date=2000-01-01&to_date=2100-01-01", null, ct);
        var session = ApiClient.Member(sessions[0], "id").GetGuid();
        var created = await coach.SendAsync(HttpMethod.Post, "actions", LoadRun.ActionOf(session, "A benchmark is under way"), ct);
        var action = ApiClient.Member(created, "id");
        return new Target(
            process,
            i => $"/sse HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {_people[UserOf(i)].Cookie}\r\n",
            text => Request(super, HttpMethod.Post, "admin/announcements", new { message = text }),
            text => Request(coach, HttpMethod.Put, $"actions/{action}", LoadRun.ActionOf(session, text)));
    }

    /// <summary>The two first streams are those of the user 0, the others are spread over the others.</summary>
    private int UserOf(int stream) => stream < 2 ? 0 : 1 + stream % (_coachees - 1);

    private HttpRequestMessage Request(ApiClient person, HttpMethod method, string path, object body)
    {
        var request = new HttpRequestMessage(method, new Uri(_server!.Address, path)) { Content = JsonContent.Create(body) };
        request.Headers.Add("Cookie", person.Cookie);
        request.Headers.Add("x-version", ApiClient.Version);
        return request;
    }

    private async Task WarmUpAsync(Target target)
    {
        using var meter = new Meter(target, 200, ct);
        await meter.OpenAsync();
        await meter.SustainAsync(300, publishers: 8);
        await meter.BroadcastAsync(50);
        await meter.ToOneAsync(200);
    }

    private async Task IdleAsync(Target server, int size)
    {
        var memory = server.Process.Memory;
        using var meter = new Meter(server, size, ct);
        var open = await meter.OpenAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), ct);
        var cpu = server.Process.Cpu;
        await Task.Delay(Idle, ct);
        cpu = server.Process.Cpu - cpu;
        Add(size, "CPU to open a stream, us", open.TotalMicroseconds, null);
        Add(size, "memory per idle stream, KiB", (server.Process.Memory - memory) / 1024.0 / size, null);
        Add(size, "CPU per idle stream and second, us", cpu.TotalMicroseconds / Idle.TotalSeconds / size, null);
    }

    private async Task PairAsync(Target server, Target limit, int size)
    {
        var limits = await MeasureAsync(limit, size);
        var values = await MeasureAsync(server, size);
        foreach (var ((measure, value), (_, at)) in values.Zip(limits))
            Add(size, measure, value, at);
    }

    private async Task<List<(string Measure, double Value)>> MeasureAsync(Target target, int size)
    {
        using var meter = new Meter(target, size, ct);
        await meter.OpenAsync();
        var (timeToLast, cpu) = await meter.BroadcastAsync(rounds: Math.Clamp(50_000 / size, 5, 100));
        List<(string, double)> values =
        [
            ("one to everybody, time to last, ms", timeToLast),
            ("the same, CPU of the server per delivery, us", cpu),
            ("one publisher, deliveries per second", await meter.SustainAsync(Math.Clamp(80_000 / size, 14, 200), publishers: 1)),
            ("eight publishers, deliveries per second", await meter.SustainAsync(Math.Clamp(200_000 / size, 16, 400), publishers: 8)),
            ("one user with two streams, ms", await meter.ToOneAsync(RoundsToOne)),
        ];
        meter.CheckOnce();
        return values;
    }

    private void Add(int size, string measure, double server, double? limit) => _report.Add($"{size,6:N0}  {measure}", server, limit);
}
