using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>Two instances on one database with a real Redis behave like one, whatever happens to Redis.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class InstancesTests
{
    private static readonly Guid Session = DemoData.TodaysSessionId;
    private TempFolder _folder = null!;
    private RedisServer _redis = null!;
    private PlatformServer _one = null!;
    private PlatformServer _other = null!;
    private Person _coach = null!;
    private Person _coachee = null!;

    [SetUp]
    public void NewFolder() => _folder = new TempFolder();

    [TearDown]
    public async Task Stop()
    {
        _coach?.Dispose();
        _coachee?.Dispose();
        _one?.Dispose();
        _other?.Dispose();
        if (_redis is not null)
            await _redis.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task An_event_reaches_both_instances_under_the_same_number_in_the_same_order()
    {
        await StartAsync();
        await using var here = await _coachee.OpenStreamAsync();
        using var elsewhere = await CoacheeAtAsync(_other);
        await using var there = await elsewhere.OpenStreamAsync();

        using var coachThere = await _other.SignInAsync("coach@demo.test");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? _coach : coachThere).CreateActionAsync(Session, $"a{i}")));

        var (first, second) = (await TakeAsync(here, 40), await TakeAsync(there, 40));
        Assert.That(second, Is.EqualTo(first));
        Assert.That(first.Select(NumberOf), Is.Ordered.And.Unique);
    }

    [Test]
    public async Task A_client_resumes_on_the_other_instance_and_on_a_new_one()
    {
        await StartAsync();
        string position;
        await using (var stream = await _coachee.OpenStreamAsync())
        {
            await _coach.CreateActionAsync(Session, "seen");
            position = (await stream.NextAsync()).LastEventId;
        }
        var missed = await _coach.CreateActionAsync(Session, "missed");
        using var elsewhere = await CoacheeAtAsync(_other);

        await using var there = await elsewhere.OpenStreamAsync(position);
        Assert.That(IdOf(await there.NextAsync("action_created")), Is.EqualTo(missed.GetProperty("id").GetGuid()));

        using var third = PlatformServer.Start(_redis.Settings, _folder);
        using var late = await CoacheeAtAsync(third);
        await using var again = await late.OpenStreamAsync(position);
        Assert.That(IdOf(await again.NextAsync("action_created")), Is.EqualTo(missed.GetProperty("id").GetGuid()));
    }

    [Test]
    public async Task A_session_that_ends_on_one_instance_ends_its_streams_on_the_other_at_once()
    {
        await StartAsync(new() { ["Sse:KeepAlive"] = "00:01:00" });   // the sweep does not help
        using var admin = await _one.SignInAsync("admin@demo.test");
        async Task<LiveStream> OpenThereAsync(Person person)
        {
            using var http = Person.ClientFor(_other.Address, person.Cookie);
            return await LiveStream.OpenAsync(http);
        }

        await using (var stream = await OpenThereAsync(_coachee))
        {
            await admin.SendAsync(HttpMethod.Post, $"/admin/force_logout/{_coachee.Id}", new { reason = "Lost laptop" });
            Assert.That((await stream.NextAsync("force_logout")).GetProperty("reason").GetString(), Is.EqualTo("Lost laptop"));
            await stream.Ended;
        }
        await using (var stream = await OpenThereAsync(_coach))
        {
            await _coach.Http.DeleteAsync("/delete");
            await stream.Ended;
        }
        using var coachee = await _one.SignInAsync("coachee@demo.test");
        await using (var stream = await OpenThereAsync(coachee))
        {
            await coachee.SendAsync(HttpMethod.Put, $"/users/{coachee.Id}/password", new
            {
                current_password = DemoData.Password,
                new_password = "a-new-long-password",
                confirm_password = "a-new-long-password",
            });
            await stream.Ended;
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task While_Redis_is_away_requests_succeed_and_events_wait_and_then_flow_in_order_once(bool remembers)
    {
        await StartAsync(remembers: remembers);
        await using var here = await _coachee.OpenStreamAsync();
        using var elsewhere = await CoacheeAtAsync(_other);
        await using var there = await elsewhere.OpenStreamAsync();
        var sent = new List<Guid> { await CreateAsync("before") };
        await TakeAsync(here, 1);
        var position = (await TakeAsync(there, 1))[0].LastEventId;

        await _redis.KillAsync();
        await Eventually.TrueAsync(async () => await ReadinessAsync() == "degraded", "readiness says degraded");
        for (var i = 0; i < 5; i++)
            sent.Add(await CreateAsync($"meanwhile {i}"));
        await Eventually.TrueAsync(
            () => _one.InDatabaseAsync(async db => await db.Outbox.CountAsync(row => row.Number == null) == 5), "events wait");
        Assert.That((here.TakeAll().Count, there.TakeAll().Count, here.Ended.IsCompleted), Is.EqualTo((0, 0, false)));
        await _redis.StartAgainAsync();

        var (first, second) = (await TakeAsync(here, 5), await TakeAsync(there, 5));
        Assert.That(first.Select(IdOf), Is.EqualTo(sent.Skip(1)));
        Assert.That(second, Is.EqualTo(first));
        await Eventually.TrueAsync(async () => await ReadinessAsync() == "ready", "readiness says ready");
        await using var resumed = await elsewhere.OpenStreamAsync(position);
        Assert.That(await TakeAsync(resumed, 5), Is.EqualTo(first), "the position from before is still good");
        sent.Add(await CreateAsync("after"));
        Assert.That((await TakeAsync(here, 1)).Select(IdOf), Is.EqualTo(sent.Skip(6)));
    }

    [Test]
    public async Task A_long_outage_of_Redis_cuts_nobody_off_afterwards()
    {
        const int Count = 2_000;
        await StartAsync();
        await using var here = await _coachee.OpenStreamAsync();
        using var elsewhere = await CoacheeAtAsync(_other);
        await using var there = await elsewhere.OpenStreamAsync();
        await _redis.KillAsync();
        await Eventually.TrueAsync(async () => await ReadinessAsync() == "degraded", "readiness says degraded");
        await _one.InDatabaseAsync(db =>
        {
            for (var i = 0; i < Count; i++)
                new Outbox(db, TimeProvider.System).Add([_coachee.Id], new CoachingSessionTitleUpdated(Guid.NewGuid()));
            return db.SaveChangesAsync();
        });

        await _redis.StartAgainAsync();

        var first = await TakeAsync(here, Count);
        Assert.That(first.Select(NumberOf), Is.EqualTo(Enumerable.Range(1, Count)));
        Assert.That(await TakeAsync(there, Count), Is.EqualTo(first));
        var after = await CreateAsync("after");
        Assert.That(IdOf((await TakeAsync(here, 1))[0]), Is.EqualTo(after), "on the same stream");
        Assert.That(IdOf((await TakeAsync(there, 1))[0]), Is.EqualTo(after), "on the same stream");
    }

    [Test]
    public async Task When_Redis_forgets_everything_the_numbers_go_on()
    {
        await StartAsync();
        await using var stream = await _coachee.OpenStreamAsync();
        var sent = new List<Guid>();
        for (var i = 0; i < 3; i++)
            sent.Add(await CreateAsync($"a{i}"));
        var before = await TakeAsync(stream, 3);

        await _redis.CommandAsync("FLUSHALL");
        sent.Add(await CreateAsync("after"));

        var after = await TakeAsync(stream, 1);
        Assert.That(IdOf(after[0]), Is.EqualTo(sent[3]));
        Assert.That(NumberOf(after[0]), Is.EqualTo(NumberOf(before[2]) + 1));
        await RedisHoldsTheNewestNumberAloneAsync();
    }

    [Test]
    public async Task Announcements_that_are_not_heard_cost_no_event()
    {
        await StartAsync();
        using var elsewhere = await CoacheeAtAsync(_other);
        await using var there = await elsewhere.OpenStreamAsync();
        var sent = new List<Guid>();
        for (var i = 0; i < 30; i++)
        {
            if (i % 5 == 0)
                await _redis.CommandAsync("CLIENT KILL TYPE pubsub");
            sent.Add(await CreateAsync($"a{i}"));
        }

        Assert.That((await TakeAsync(there, 30)).Select(IdOf), Is.EquivalentTo(sent).And.EqualTo(sent));
    }

    [Test]
    public async Task A_message_that_is_sent_twice_after_a_crash_has_one_number()
    {
        await StartAsync();
        await using var stream = await _coachee.OpenStreamAsync();
        var first = await CreateAsync("once");
        await TakeAsync(stream, 1);
        // the number was given out, and the process died before it was written down
        await _one.InDatabaseAsync(db => db.Outbox.ExecuteUpdateAsync(row => row.SetProperty(r => r.Number, (long?)null)));

        var second = await CreateAsync("twice");

        Assert.That((await TakeAsync(stream, 1)).Select(IdOf), Is.EqualTo(new[] { second }), $"and not {first} again");
        await Eventually.TrueAsync(
            () => _one.InDatabaseAsync(async db => !await db.Outbox.AnyAsync(row => row.Number == null)), "all are numbered");
        Assert.That(await _one.InDatabaseAsync(
            db => db.Outbox.OrderBy(row => row.Id).Select(row => row.Number).ToListAsync()), Is.EqualTo(new long?[] { 1, 2 }));
    }

    [Test]
    public async Task A_start_needs_no_Redis()
    {
        _redis = RedisServer.NotStarted();
        await StartInstancesAsync([]);
        await using var stream = await _coachee.OpenStreamAsync();
        var waiting = await CreateAsync("waiting");
        Assert.That(await ReadinessAsync(), Is.EqualTo("degraded"));

        await _redis.StartAgainAsync();

        Assert.That((await TakeAsync(stream, 1)).Select(IdOf), Is.EqualTo(new[] { waiting }));
    }

    [Test]
    public async Task Positions_stay_good_when_an_instance_becomes_several()
    {
        string position;
        using (var alone = PlatformServer.Start(folder: _folder))
        {
            using var coachee = await CoacheeAtAsync(alone);
            using var coach = await alone.SignInAsync("coach@demo.test");
            await using var stream = await coachee.OpenStreamAsync();
            await coach.CreateActionAsync(Session, "alone");
            position = (await stream.NextAsync()).LastEventId;
            await coach.CreateActionAsync(Session, "missed");
            await stream.NextAsync();
        }
        await StartAsync();
        var live = await CreateAsync("with Redis");

        await using var resumed = await _coachee.OpenStreamAsync(position);
        var events = await TakeAsync(resumed, 2);
        Assert.That(events[0].Data, Does.Contain("missed"));
        Assert.That(IdOf(events[1]), Is.EqualTo(live));
    }

    /// <summary>
    /// A server and Redis die in the same moment: the server when it was about to write a number down, Redis with all it knew. What the
    /// survivor has told its clients under a number must stay true.
    /// </summary>
    [Test]
    public async Task When_a_server_and_Redis_die_together_the_survivor_loses_and_doubles_nothing()
    {
        var database = new UnwillingDatabase();
        await StartAsync(remembers: false, replace: database.Replace);
        using var coachee = await CoacheeAtAsync(_other);
        using var coach = await _other.SignInAsync("coach@demo.test");
        await using var stream = await coachee.OpenStreamAsync();
        var position = stream.Parser.LastEventId;
        var sent = new List<Guid> { await CreateAsync("before") };
        var seen = await TakeAsync(stream, 1);

        database.Refuse(command => command.StartsWith("UPDATE \"Outbox\"", StringComparison.Ordinal));
        sent.Add(await CreateAsync("unfinished"));
        await Eventually.TrueAsync(() => database.Refusals > 0, "a number is about to be written down");
        await _redis.KillAsync();
        _one.Dispose();
        await _redis.StartAgainAsync();
        sent.Add((await coach.CreateActionAsync(Session, "after")).GetProperty("id").GetGuid());

        seen.AddRange(await TakeAsync(stream, 2));
        Assert.That(seen.Select(NumberOf), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(seen.Select(IdOf), Is.EqualTo(sent));
        using var third = PlatformServer.Start(_redis.Settings, _folder);
        using var elsewhere = await CoacheeAtAsync(third);
        await using var again = await elsewhere.OpenStreamAsync(position);
        Assert.That(await TakeAsync(again, 3), Is.EqualTo(seen), "every number means the same to everybody");
    }

    [Test]
    public async Task Redis_holds_nothing_whose_loss_would_stop_the_events()
    {
        await StartAsync();
        await using var stream = await _coachee.OpenStreamAsync();
        var sent = new List<Guid> { await CreateAsync("a"), await CreateAsync("b") };
        await TakeAsync(stream, 2);

        await _redis.CommandAsync("DEL {coaching}:newest");   // as if it had been evicted
        sent.Add(await CreateAsync("c"));

        Assert.That((await TakeAsync(stream, 1)).Select(IdOf), Is.EqualTo(sent.Skip(2)));
        await RedisHoldsTheNewestNumberAloneAsync();
    }

    /// <summary>Numbers that nobody gave out: the next one, one far ahead, one with an event, and text that is not a number.</summary>
    [TestCase("2")]
    [TestCase("1000000")]
    [TestCase("\"2\\n77\\n638000000000000000\\nforged\\n*\\n\\n{}\"")]
    [TestCase("\"1000000\\n77\\n638000000000000000\\nforged\\n*\\n\\n{}\"")]
    [TestCase("nonsense")]
    public async Task A_forged_announcement_changes_nothing(string announcement)
    {
        await StartAsync(new() { ["Sse:KeepAlive"] = "00:01:00" });   // the sweep does not help
        using var elsewhere = await CoacheeAtAsync(_other);
        await using var here = await _coachee.OpenStreamAsync();
        await using var there = await elsewhere.OpenStreamAsync();
        var sent = new List<Guid> { await CreateAsync("before") };
        await TakeAsync(there, 1);

        foreach (var channel in new[] { "announcements", "session-ends" })
            Assert.That(await _redis.CommandAsync($"PUBLISH {{coaching}}:{channel} {announcement}"), Is.EqualTo(":2"), "both hear it");
        for (var i = 0; i < 3; i++)
            sent.Add(await CreateAsync($"after {i}"));

        Assert.That(
            (await TakeAsync(there, 3)).Select(e => (NumberOf(e), IdOf(e))), Is.EqualTo(sent.Select((id, i) => (i + 1L, id)).Skip(1)));
        Assert.That((await TakeAsync(here, 4)).Select(IdOf), Is.EqualTo(sent));
        using var admin = await _one.SignInAsync("admin@demo.test");
        await admin.SendAsync(HttpMethod.Post, $"/admin/force_logout/{_coachee.Id}");
        await there.NextAsync("force_logout");
    }

    /// <summary>It is there so that a restore is noticed. The other instance may find an event in the database before it is written.</summary>
    private async Task RedisHoldsTheNewestNumberAloneAsync()
    {
        await Eventually.TrueAsync(async () => await _redis.CommandAsync("DBSIZE") != ":0", "Redis holds the newest number");
        Assert.That(await _redis.CommandAsync("DBSIZE"), Is.EqualTo(":1"));
    }

    private async Task StartAsync(
        Dictionary<string, string>? settings = null, bool remembers = true, Action<IServiceCollection>? replace = null)
    {
        _redis = await RedisServer.StartAsync(remembers);
        await StartInstancesAsync(settings ?? [], replace);
        await Eventually.TrueAsync(() => Log(_one).IsAvailable && Log(_other).IsAvailable, "both are connected to redis");
    }

    private async Task StartInstancesAsync(Dictionary<string, string> settings, Action<IServiceCollection>? replace = null)
    {
        var all = settings.Concat(_redis.Settings).ToDictionary();
        _one = PlatformServer.Start(all, _folder, replace);
        _other = PlatformServer.Start(all, _folder);
        _coach = await _one.SignInAsync("coach@demo.test");
        _coachee = await CoacheeAtAsync(_one);
    }

    private static IEventLog Log(PlatformServer server) => server.Services.GetRequiredService<IEventLog>();

    private static Task<Person> CoacheeAtAsync(PlatformServer server) => server.SignInAsync("coachee@demo.test");

    private async Task<Guid> CreateAsync(string body) => (await _coach.CreateActionAsync(Session, body)).GetProperty("id").GetGuid();

    private async Task<string?> ReadinessAsync()
    {
        using var http = _one.Anonymous();
        return (await http.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("data").GetProperty("status").GetString();
    }

    private static async Task<List<ParsedEvent>> TakeAsync(LiveStream stream, int count)
    {
        var events = new List<ParsedEvent>();
        while (events.Count < count)
            events.Add(await stream.NextAsync());
        return events;
    }

    private static long NumberOf(ParsedEvent live) => long.Parse(live.Number, CultureInfo.InvariantCulture);

    private static Guid IdOf(ParsedEvent live) => IdOf(JsonDocument.Parse(live.Data).RootElement.GetProperty("data"));

    private static Guid IdOf(JsonElement data) => data.GetProperty("action").GetProperty("id").GetGuid();
}
