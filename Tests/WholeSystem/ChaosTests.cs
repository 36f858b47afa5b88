using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>
/// Two server processes on one database and one Redis. Writers create, change and delete actions through both, readers follow on
/// both; meanwhile processes are killed (-9) and started again, Redis too, readers' connections are cut, and readers stop reading.
/// CHAOS_SEED repeats a run's decisions. CHAOS_SECONDS sets the length; given, Redis and a process also die in the same moment.
/// </summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class ChaosTests
{
    private static readonly Guid Session = DemoData.TodaysSessionId;

    [Test]
    public async Task Whatever_happens_every_reader_ends_up_with_what_is_committed()
    {
        var seed = Setting("CHAOS_SEED", Random.Shared.Next());
        var seconds = Setting("CHAOS_SECONDS", 20);
        var kinds = Setting("CHAOS_SECONDS", 0) > 0 ? 7 : 6;
        TestContext.Out.WriteLine($"CHAOS_SEED={seed}");
        var random = new Random(seed);
        using var folder = new TempFolder();
        await using var redis = await RedisServer.StartAsync(persistent: random.Next(2) == 0);
        var environment = redis.Settings.ToDictionary(
            setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        environment["Logging__LogLevel__Default"] = "Warning";
        Uri[] addresses = [ServerProcess.FreeAddress(), ServerProcess.FreeAddress()];
        ServerProcess[] servers = [await StartAsync(0), await StartAsync(1)];
        using var coach = await servers[0].SignInAsync("coach@demo.test");
        using var coachee = await servers[0].SignInAsync("coachee@demo.test");

        using var stop = new CancellationTokenSource();
        var meanings = new ConcurrentDictionary<string, string>();
        var readers = Enumerable.Range(0, 8).Select(i => new Reader(addresses, coachee.Cookie, meanings, new Random(seed + i))).ToList();
        await Task.WhenAll(readers.Select(reader => reader.BegunAsync()));
        var writers = Enumerable.Range(0, 3).Select(i => WriteAsync(addresses, coach, new Random(seed + 100 + i), stop.Token)).ToArray();

        var watch = Stopwatch.StartNew();
        var happened = new List<string>();
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            var victim = random.Next(2);
            switch (random.Next(kinds))
            {
                case 0:
                    happened.Add($"server {victim} killed");
                    await servers[victim].KillAsync();
                    await servers[victim].DisposeAsync();
                    await PauseAsync(random.Next(10, 500));
                    servers[victim] = await StartAsync(victim);
                    break;
                case 1:
                    happened.Add("redis killed");
                    await redis.KillAsync();
                    await PauseAsync(random.Next(10, 1_500));
                    await redis.StartAgainAsync();
                    break;
                case 2:
                    readers[random.Next(readers.Count)].Pause(TimeSpan.FromMilliseconds(random.Next(100, 3_000)));
                    break;
                case 6:
                    happened.Add($"redis and server {victim} killed together");
                    await Task.WhenAll(redis.KillAsync(), servers[victim].KillAsync());
                    await servers[victim].DisposeAsync();
                    await PauseAsync(random.Next(10, 1_500));
                    await redis.StartAgainAsync();
                    servers[victim] = await StartAsync(victim);
                    break;
                default:
                    readers[random.Next(readers.Count)].Cut();
                    break;
            }
            await PauseAsync(random.Next(50, 800));
        }
        await stop.CancelAsync();
        var written = (await Task.WhenAll(writers)).Sum();

        var committed = await ListAsync(addresses[0], coachee.Cookie);
        foreach (var reader in readers)
        {
            await Eventually.TrueAsync(
                () => reader.Holds(committed),
                $"a reader holds what is committed (seed {seed}; {string.Join(", ", happened)}): {reader.Difference(committed)}", 40);
        }
        TestContext.Out.WriteLine(
            $"{written} changes, {readers.Sum(r => r.Received)} events, {readers.Sum(r => r.Connects)} connects, {readers.Sum(r => r.Resets)} resets; {string.Join(", ", happened)}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(readers.SelectMany(reader => reader.Violations), Is.Empty, $"seed {seed}");
            Assert.That(written, Is.GreaterThan(seconds * 5));
            Assert.That(readers.Sum(reader => reader.Connects), Is.GreaterThan(readers.Count));
        }
        foreach (var reader in readers)
            await reader.DisposeAsync();
        foreach (var server in servers)
            await server.DisposeAsync();

        Task<ServerProcess> StartAsync(int number) => ServerProcess.StartAsync(folder, addresses[number], environment);
    }

    /// <summary>Changes what it can; a request that fails may or may not have been committed, and the database says which.</summary>
    private static async Task<int> WriteAsync(Uri[] addresses, Person coach, Random random, CancellationToken stop)
    {
        var clients = addresses.Select(address => Person.ClientFor(address, coach.Cookie)).ToArray();
        var own = new List<string>();
        var written = 0;
        while (!stop.IsCancellationRequested)
        {
            var http = clients[random.Next(clients.Length)];
            var existing = own.Count > 0 ? own[random.Next(own.Count)] : null;
            var choice = random.Next(own.Count < 10 ? 1 : 4);
            try
            {
                if (choice == 0 || existing is null)
                {
                    using var created = await http.PostAsync("/actions", Body(random), CancellationToken.None);
                    if (created.IsSuccessStatusCode)
                        own.Add(JsonDocument.Parse(await created.Content.ReadAsStringAsync(CancellationToken.None)).RootElement.GetProperty(
                            "data").GetProperty("id").GetString()!);
                }
                else if (choice == 1)
                {
                    using var deleted = await http.DeleteAsync($"/actions/{existing}", CancellationToken.None);
                    own.Remove(existing);
                }
                else
                {
                    using var changed = await http.PutAsync($"/actions/{existing}", Body(random), CancellationToken.None);
                }
                written++;
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                await PauseAsync(20);
            }
        }
        foreach (var client in clients)
            client.Dispose();
        return written;
    }

    private static StringContent Body(Random random) => new(
        $$"""{"coaching_session_id":"{{Session}}","status":"NotStarted","body":"{{random.NextInt64()}}"}""", System.Text.Encoding.UTF8, "application/json");

    private static async Task<Dictionary<string, string>> ListAsync(Uri server, string cookie)
    {
        using var http = Person.ClientFor(server, cookie);
        var list = JsonDocument.Parse(await http.GetStringAsync($"/actions?coaching_session_id={Session}")).RootElement.GetProperty("data");
        return list.EnumerateArray()
            .ToDictionary(action => action.GetProperty("id").GetString()!, action => action.GetProperty("body").GetString()!);
    }

    private static async Task PauseAsync(int milliseconds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds));
        await timer.WaitForNextTickAsync();
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>
    /// A client as the contract wants it: resumes where it was, loads anew when it is told to, and keeps a copy of the list.
    /// </summary>
    private sealed class Reader : IAsyncDisposable
    {
        private readonly Uri[] _servers;
        private readonly string _cookie;
        private readonly ConcurrentDictionary<string, string> _meanings;
        private readonly Random _random;
        private readonly CancellationTokenSource _stop = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<string, string> _held = new();
        private readonly Task _running;
        private CancellationTokenSource _connection = new();
        private long _pauseUntil;
        private long _lastId = -1;
        private string? _position;

        /// <param name="meanings">What each number meant to whoever saw it first, for all readers together.</param>
        public Reader(Uri[] servers, string cookie, ConcurrentDictionary<string, string> meanings, Random random)
        {
            (_servers, _cookie, _meanings, _random) = (servers, cookie, meanings, random);
            _running = RunAsync();
        }

        public ConcurrentQueue<string> Violations { get; } = new();

        public int Received { get; private set; }

        public int Connects { get; private set; }

        public int Resets { get; private set; }

        public Task BegunAsync() => _begun.Task.WaitAsync(TimeSpan.FromSeconds(20));

        /// <summary>The network breaks.</summary>
        public void Cut() => _connection.Cancel();

        /// <summary>Stops reading for a while.</summary>
        public void Pause(TimeSpan time) =>
            Volatile.Write(ref _pauseUntil, Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));

        public bool Holds(Dictionary<string, string> committed) =>
            _held.Count == committed.Count && committed.All(entry => _held.TryGetValue(entry.Key, out var body) && body == entry.Value);

        public string Difference(Dictionary<string, string> committed) =>
            $"{committed.Keys.Except(_held.Keys).Count()} missing, {_held.Keys.Except(committed.Keys).Count()} too many";

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }

        private async Task RunAsync()
        {
            while (!_stop.IsCancellationRequested)
            {
                using var connection = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                _connection = connection;
                try
                {
                    await FollowAsync(_servers[_random.Next(_servers.Length)], connection.Token);
                }
                catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
                {
                    // the server or the network is gone: come back
                }
                await PauseAsync(50);
            }
        }

        private async Task FollowAsync(Uri server, CancellationToken ct)
        {
            using var http = Person.ClientFor(server, _cookie);
            using var request = new HttpRequestMessage(HttpMethod.Get, "sse");
            if (_position is not null)
                request.Headers.Add("Last-Event-ID", _position);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!answer.IsSuccessStatusCode)
                Violations.Enqueue($"GET /sse answered {(int)answer.StatusCode}");
            Connects++;
            var parser = new EventStreamParser();
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[4096];
            int read;
            while ((read = await body.ReadAsync(buffer, ct)) > 0)
            {
                foreach (var live in parser.Feed(buffer.AsMemory(0, read)))
                    await ApplyAsync(server, live);
                if (_position is null && parser.LastEventId.Length > 0)
                {
                    _position = parser.LastEventId;
                    await LoadAsync(server);
                    _begun.TrySetResult();
                }
                while (Stopwatch.GetTimestamp() < Volatile.Read(ref _pauseUntil) && !ct.IsCancellationRequested)
                    await PauseAsync(20);
            }
        }

        private async Task ApplyAsync(Uri server, ParsedEvent live)
        {
            var id = long.Parse(live.LastEventId, CultureInfo.InvariantCulture);
            if (live.Type == "stream_reset")
            {
                Resets++;
                (_lastId, _position) = (id, live.LastEventId);
                await LoadAsync(server);
                return;
            }
            if (id <= _lastId)
                Violations.Enqueue($"event {id} came after {_lastId}");
            if (_meanings.GetOrAdd(live.LastEventId, live.Data) != live.Data)
                Violations.Enqueue($"event {id} is another one than somebody else saw");
            (_lastId, _position) = (id, live.LastEventId);
            Received++;
            var data = JsonDocument.Parse(live.Data).RootElement.GetProperty("data");
            if (live.Type == "action_deleted")
                _held.TryRemove(data.GetProperty("action_id").GetString()!, out _);
            else if (live.Type is "action_created" or "action_updated")
                _held[data.GetProperty("action").GetProperty("id").GetString()!] = data.GetProperty("action").GetProperty("body")
                    .GetString()!;
        }

        /// <summary>Until it succeeds: without the list what follows is worth nothing.</summary>
        private async Task LoadAsync(Uri server)
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    var list = await ListAsync(server, _cookie);
                    foreach (var gone in _held.Keys.Except(list.Keys))
                        _held.TryRemove(gone, out _);
                    foreach (var (id, body) in list)
                        _held[id] = body;
                    return;
                }
                catch (HttpRequestException)
                {
                    server = _servers[_random.Next(_servers.Length)];
                    await PauseAsync(50);
                }
            }
        }
    }
}
