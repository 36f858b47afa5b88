using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>
/// Two instances behind nginx are replaced one after the other while people work: no request fails, and no event is lost, doubled or out of order.
/// </summary>
[Category("WholeSystem")]
[NonParallelizable]   // a burst of other tests would be the outage
public sealed class RollingUpgradeTests : FolderTests
{
    [Test]
    public async Task Instances_are_replaced_under_traffic_and_nobody_loses_anything()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["Redis__ConnectionString"] = redis.ConnectionString,
            ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
        };
        var addresses = new[] { ServerProcess.FreeAddress(), ServerProcess.FreeAddress() };
        var instances = new ServerProcess[addresses.Length];
        for (var i = 0; i < instances.Length; i++)
            instances[i] = await ServerProcess.StartAsync(Folder, addresses[i], settings);
        await using var nginx = await NginxServer.StartAsync(addresses);
        var site = new Uri(nginx.Address, "/api/");
        using var coach = await ClientAsync(instances[0], site, "coach@demo.test");
        using var coachee = await ClientAsync(instances[0], site, "coachee@demo.test");
        using var listening = new CancellationTokenSource();
        string position;
        await using (var first = await LiveStream.OpenAsync(coachee))
            position = first.Parser.LastEventId;
        var received = new List<ParsedEvent>();
        var listener = ListenAsync(coachee, position, received, listening.Token);

        using var working = new CancellationTokenSource();
        var failures = new List<string>();
        var written = WriteAsync(coach, failures, working.Token);
        var reading = ReadAsync(coachee, failures, working.Token);
        // what a migration of the next version does, while both of this one run
        DatabaseUnderTest.Execute(Folder, "ALTER TABLE Actions ADD NextVersion INT NULL");
        for (var i = 0; i < instances.Length; i++)
        {
            await WorkGoesOnAsync(written);
            instances[i].Terminate();
            await instances[i].WaitForExitAsync(TimeSpan.FromSeconds(10));
            Assert.That(instances[i].ExitCode, Is.Zero);
            await instances[i].DisposeAsync();
            await WorkGoesOnAsync(written);   // on the other one alone
            instances[i] = await ServerProcess.StartAsync(Folder, addresses[i], settings);
            await GetsWorkAsync(instances[i]);
        }
        await WorkGoesOnAsync(written);
        await working.CancelAsync();
        await reading;
        var ids = await written.Work;

        await Eventually.TrueAsync(() =>
        {
            lock (received)
                return ids.All(id => received.Exists(one => one.Data.Contains(id.ToString(), StringComparison.Ordinal)));
        }, "every change is on the other screen", seconds: 30);
        await listening.CancelAsync();
        await listener;
        foreach (var instance in instances)
            await instance.DisposeAsync();

        var shown = received.Where(one => one.Type == "action_created")
            .Select(one => JsonDocument.Parse(one.Data).RootElement.GetProperty("data").GetProperty("action").GetProperty("id").GetGuid()).ToList();
        TestContext.Out.WriteLine($"{ids.Count} changes");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failures, Is.Empty);
            Assert.That(shown, Is.EqualTo(ids), "in order, once");
            Assert.That(received.Select(one => one.Type), Has.None.EqualTo("stream_reset"));
        }
    }

    private static async Task<HttpClient> ClientAsync(ServerProcess server, Uri site, string email)
    {
        using var person = await server.SignInAsync(email);
        return Person.ClientFor(site, person.Cookie);
    }

    private static async Task WorkGoesOnAsync(Writing written)
    {
        var sofar = written.Count;
        await Eventually.TrueAsync(() => written.Count >= sofar + 20, "work goes on", seconds: 30);
    }

    /// <summary>nginx asks one that was away again only after its fail_timeout; whoever replaces the next one earlier has none left.</summary>
    private static async Task GetsWorkAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        await Eventually.TrueAsync(
            async () => (await http.GetStringAsync("/metrics")).Contains("http_route=\"actions\"", StringComparison.OrdinalIgnoreCase),
            "the new one gets work", seconds: 30);
    }

    private static Writing WriteAsync(HttpClient coach, List<string> failures, CancellationToken stop)
    {
        var writing = new Writing();
        writing.Work = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var answer = await coach.PostAsJsonAsync(
                    "actions", new { coaching_session_id = DemoData.TodaysSessionId, body = "while it is replaced", status = "NotStarted" }, CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.Created)
                    writing.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).GetProperty("data").GetProperty("id").GetGuid());
                else
                    Fail(failures, answer);
            }
            return writing.Ids;
        }, CancellationToken.None);
        return writing;
    }

    private static Task ReadAsync(HttpClient coachee, List<string> failures, CancellationToken stop) => Task.Run(async () =>
    {
        while (!stop.IsCancellationRequested)
        {
            using var answer = await coachee.GetAsync($"coaching_sessions/{DemoData.TodaysSessionId}", CancellationToken.None);
            if (answer.StatusCode != HttpStatusCode.OK)
                Fail(failures, answer);
        }
    }, CancellationToken.None);

    private static void Fail(List<string> failures, HttpResponseMessage answer)
    {
        lock (failures)
            failures.Add($"{answer.RequestMessage!.Method} {(int)answer.StatusCode}");
    }

    /// <summary>What a browser does: it reads, and where the stream ends it comes back after the delay it was told, with its position.</summary>
    private static async Task ListenAsync(HttpClient http, string position, List<ParsedEvent> received, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var parser = new EventStreamParser();
            using var request = new HttpRequestMessage(HttpMethod.Get, "sse");
            request.Headers.TryAddWithoutValidation("Last-Event-ID", position);
            try
            {
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                await using var body = await answer.Content.ReadAsStreamAsync(stop);
                var buffer = new byte[16 * 1024];
                int read;
                while ((read = await body.ReadAsync(buffer, stop)) > 0)
                {
                    lock (received)
                        received.AddRange(parser.Feed(buffer.AsMemory(0, read)));
                    if (parser.LastEventId.Length > 0)
                        position = parser.LastEventId;
                }
            }
            catch (Exception error) when (error is IOException or HttpRequestException)
            {
                // cut off: come back
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(parser.Retry ?? 1_000, CancellationToken.None);
        }
    }

    private sealed class Writing
    {
        private readonly List<Guid> _ids = [];

        public Task<IReadOnlyList<Guid>> Work { get; set; } = null!;

        public int Count
        {
            get
            {
                lock (_ids)
                    return _ids.Count;
            }
        }

        public IReadOnlyList<Guid> Ids => _ids;

        public void Add(Guid id)
        {
            lock (_ids)
                _ids.Add(id);
        }
    }
}
