using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.LiveChannel;

/// <summary>From the commit to the stream, over the real dispatcher and a real file.</summary>
[Category("LiveChannel")]
public sealed class OutboxTests
{
    private static readonly Guid SessionId = DemoData.TodaysSessionId;

    [Test]
    public async Task What_a_killed_process_left_behind_is_delivered_when_the_next_one_starts()
    {
        using var folder = new TempFolder();
        string position;
        using (var first = PlatformServer.Start(folder: folder, replace: WithoutDispatcher))
        {
            using var coachee = await first.SignInAsync("coachee@demo.test");
            await using var stream = await coachee.OpenStreamAsync();
            position = stream.Parser.LastEventId;
            await AddWaitingRowsAsync(first, coachee.Id, count: 3);
        }

        using var second = PlatformServer.Start(folder: folder);
        using var again = await second.SignInAsync("coachee@demo.test");
        await using var resumed = await again.OpenStreamAsync(position);

        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add((await resumed.NextAsync()).Number);
        Assert.That(ids, Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public async Task A_change_that_cannot_be_committed_sends_nothing()
    {
        using var coachee = await SharedServer.Instance.SignInAsync("coachee@demo.test");
        await using var stream = await coachee.OpenStreamAsync();

        var refused = SharedServer.Instance.InDatabaseAsync(async db =>
        {
            // an action of a session that does not exist: the foreign key refuses it, and with it the message
            db.Actions.Add(ActionItem.Create(Guid.NewGuid(), null, coachee.Id, "x", null, ItemStatus.NotStarted, [], DateTime.UnixEpoch));
            new Outbox(db, TimeProvider.System).Add([coachee.Id], new CoachingSessionTitleUpdated(Guid.NewGuid()));
            return await db.SaveChangesAsync();
        });

        Assert.That(() => refused, Throws.TypeOf<ConflictException>());
        var marker = await coachee.CreateActionAsync(SessionId, "marker");
        var next = await stream.NextAsync("action_created");
        Assert.That(
            next.GetProperty("action").GetProperty("id").GetGuid(), Is.EqualTo(marker.GetProperty("id").GetGuid()), "nothing came before");
    }

    [Test]
    public async Task When_the_log_fails_the_request_succeeds_and_the_events_follow_in_order()
    {
        var failing = new FailingLog();
        using var server = PlatformServer.Start(replace: services =>
        {
            services.AddSingleton(failing);
            services.AddSingleton<IEventLog>(provider => failing.Over(ActivatorUtilities.CreateInstance<DatabaseEventLog>(provider)));
        });
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();

        failing.Fails = true;
        var sent = new List<Guid>();
        for (var i = 0; i < 3; i++)
            sent.Add((await coach.CreateActionAsync(SessionId, $"a{i}")).GetProperty("id").GetGuid());
        await Eventually.TrueAsync(() => failing.Failures > 0, "the log fails");
        failing.Fails = false;

        var received = new List<Guid>();
        for (var i = 0; i < 3; i++)
            received.Add((await stream.NextAsync("action_created")).GetProperty("action").GetProperty("id").GetGuid());
        Assert.That(received, Is.EqualTo(sent));
    }

    [Test]
    public async Task Events_are_numbered_by_their_commit()
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            await coach.CreateActionAsync(SessionId, $"a{i}");
            numbers.Add((await stream.NextAsync()).Number);
        }

        var rows = await server.InDatabaseAsync(db => db.Outbox.OrderBy(row => row.Id).Select(row => row.Number).ToListAsync());
        var refused = server.InDatabaseAsync(async db =>   // a unit of work that is rolled back takes no number with it
        {
            new Outbox(db, TimeProvider.System).Add([coach.Id], new CoachingSessionTitleUpdated(SessionId));
            db.Actions.Add(ActionItem.Create(Guid.NewGuid(), null, coach.Id, "x", null, ItemStatus.NotStarted, [], DateTime.UnixEpoch));
            return await db.SaveChangesAsync();
        });
        Assert.That(() => refused, Throws.TypeOf<ConflictException>());
        await coach.CreateActionAsync(SessionId, "after");

        Assert.That((await stream.NextAsync()).Number, Is.EqualTo("4"));
        Assert.That(numbers, Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(rows, Is.EqualTo(new long?[] { 1, 2, 3 }));
    }

    [Test]
    public async Task What_another_process_has_numbered_costs_no_request_and_no_event()
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();
        await coach.CreateActionAsync(SessionId, "first");
        await server.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO Outbox (Type, Data, CreatedAt, Sequence, IsSetAside) VALUES ('theirs', '{{}}', '2026-01-01 00:00:00', 2, 0)"));

        await coach.CreateActionAsync(SessionId, "second");
        await coach.CreateActionAsync(SessionId, "third");

        var received = new List<string>();
        for (var i = 0; i < 4; i++)
            received.Add(await stream.NextAsync() is var next ? $"{next.Number} {next.Type}" : "");
        Assert.That(received, Is.EqualTo(new[] { "1 action_created", "2 theirs", "3 action_created", "4 action_created" }));
    }

    [Test]
    public async Task A_save_that_ended_without_an_answer_neither_loses_nor_repeats_an_event()
    {
        var delivered = new List<SseEvent>();
        var database = new UnwillingDatabase();
        using var server = PlatformServer.Start(replace: services =>
        {
            WithoutDispatcher(services);
            database.Replace(services);
        });
        var log = ActivatorUtilities.CreateInstance<DatabaseEventLog>(server.Services);
        await log.OpenAsync(delivered.AddRange, _ => { }, CancellationToken.None);
        await AddWaitingRowsAsync(server, Guid.NewGuid(), count: 2);
        var messages = await server.InDatabaseAsync(async db =>
            (await db.Outbox.OrderBy(row => row.Id).ToListAsync()).ConvertAll(row => row.ToMessage()));

        // the caller learns of a failure, and yet the first row turns out to be numbered in the database
        database.Refuse(command => command.StartsWith("UPDATE", StringComparison.Ordinal));
        Assert.That(async () => await log.AppendAsync([messages[0]], CancellationToken.None), Throws.Exception);
        database.Refuse(null);
        await server.InDatabaseAsync(db => db.Outbox.Where(row => row.Id == messages[0].Key)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Number, 1L)));
        await log.AppendAsync(messages, CancellationToken.None);

        Assert.That(delivered.Select(e => (e.Number, e.Message.Key)), Is.EqualTo(new[] { (1L, messages[0].Key), (2L, messages[1].Key) }));
    }

    [Test]
    public async Task Of_two_instances_that_meet_an_unreadable_row_together_neither_sets_aside_the_next_one()
    {
        var database = new UnwillingDatabase();
        using var server = PlatformServer.Start(replace: services =>
        {
            WithoutDispatcher(services);
            database.Replace(services);
        });
        await AddWaitingRowsAsync(server, Guid.NewGuid(), count: 2);
        await server.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"UPDATE Outbox SET CreatedAt = 'yesterday' WHERE Id = 1"));
        var reader = server.Services.GetRequiredService<OutboxReader>();

        // the other instance is faster: after this one could not read the row, and before it asks which one that was
        database.Refuse(command =>
        {
            if (!command.StartsWith("SELECT", StringComparison.Ordinal) || command.Contains("\"Data\"", StringComparison.Ordinal))
                return false;
            database.Refuse(null);
            server.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"UPDATE Outbox SET IsSetAside = 1 WHERE Id = 1")).GetAwaiter()
                .GetResult();
            return false;
        });
        var (messages, more) = await server.InDatabaseAsync(db => reader.WaitingAsync(db, CancellationToken.None));

        Assert.That((messages.Count, more), Is.EqualTo((0, true)));
        (messages, _) = await server.InDatabaseAsync(db => reader.WaitingAsync(db, CancellationToken.None));
        Assert.That(messages.Select(message => message.Key), Is.EqualTo(new[] { 2 }));
    }

    private static Task<int> AddWaitingRowsAsync(PlatformServer server, Guid recipient, int count) =>
        server.InDatabaseAsync(db =>
        {
            for (var i = 0; i < count; i++)
                new Outbox(db, TimeProvider.System).Add([recipient], new CoachingSessionTitleUpdated(Guid.NewGuid()));
            return db.SaveChangesAsync();
        });

    /// <summary>A server that dies before it sends anything.</summary>
    private static void WithoutDispatcher(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ImplementationType == typeof(OutboxDispatcher)));

    /// <summary>The database's log, but it can be made to fail.</summary>
    private sealed class FailingLog : IEventLog
    {
        private IEventLog _inner = null!;
        private int _failures;

        public volatile bool Fails;

        public int Failures => _failures;

        public FailingLog Over(IEventLog inner)
        {
            _inner = inner;
            return this;
        }

        public bool IsAvailable => !Fails;

        public Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, Action<SessionEnd> end, CancellationToken ct) =>
            _inner.OpenAsync(deliver, end, ct);

        public void Relay(SessionEnd end) => _inner.Relay(end);

        public Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
        {
            if (!Fails)
                return _inner.AppendAsync(messages, ct);
            Interlocked.Increment(ref _failures);
            throw new InvalidOperationException("The log is away.");
        }
    }
}
