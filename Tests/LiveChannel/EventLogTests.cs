using System.Globalization;
using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.LiveChannel;

[Category("LiveChannel")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EventLogTests : IDisposable
{
    private readonly TestDatabase _db = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly OutboxMetrics _metrics = new(TimeProvider.System);
    private readonly ServiceProvider _services;

    public EventLogTests() => _services = new ServiceCollection().AddScoped<AppDb>(_ => _db.Open()).BuildServiceProvider();

    [Test]
    public async Task Numbers_go_on_after_a_restart_and_what_is_remembered_is_handed_over_first()
    {
        await AppendAsync(await OpenAsync([]), 2);

        var delivered = new List<SseEvent>();
        await AppendAsync(await OpenAsync(delivered), 1);

        Assert.That(delivered.Select(e => e.Number), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public async Task Only_the_window_is_handed_over()
    {
        await AppendAsync(await OpenAsync([]), 5);

        var delivered = new List<SseEvent>();
        await OpenAsync(delivered, new SseOptions { ReplayEvents = 2 });

        Assert.That(delivered.Select(e => e.Number), Is.EqualTo(new[] { 4, 5 }));
    }

    [Test]
    public async Task What_has_left_the_window_is_deleted_but_never_the_newest_number()
    {
        var log = await OpenAsync([]);
        await AppendAsync(log, 3);
        _clock.Advance(TimeSpan.FromHours(25));

        await Outbox(new SseOptions()).TrimAsync(CancellationToken.None);

        Assert.That(Rows(), Is.EqualTo(new[] { 3 }));
        var delivered = new List<SseEvent>();
        await AppendAsync(await OpenAsync(delivered), 1);
        Assert.That(delivered.Select(e => e.Number), Is.EqualTo(new[] { 3, 4 }));
    }

    [Test]
    public async Task More_than_the_window_holds_is_deleted()
    {
        var log = await OpenAsync([], new SseOptions { MaxLogEvents = 2 });
        await AppendAsync(log, 5);

        await Outbox(new SseOptions { MaxLogEvents = 2 }).TrimAsync(CancellationToken.None);

        Assert.That(Rows(), Is.EqualTo(new[] { 4, 5 }));
    }

    [Test]
    public async Task Two_servers_on_one_database_cannot_give_out_the_same_number()
    {
        var (one, other) = (await OpenAsync([]), await OpenAsync([]));
        await AppendAsync(one, 1);

        Assert.That(() => AppendAsync(other, 1), Throws.TypeOf<CoachingPlatform.Domain.ConflictException>());
    }

    /// <summary>What no client could read, or the server itself cannot.</summary>
    private static readonly string[] NoEvents =
    [
        "Type = 'two' || char(10) || 'lines'", "Type = ''", "Type = 'quo\"te'",
        "Data = '{' || char(10) || '}'", "Data = '{' || char(13) || '}'", "Data = 'no json'", "Data = 'null'", "Data = '[]'", "Data = ''",
        "Data = X'FF'", "Data = 7",
        "Recipients = ''", "Recipients = 'somebody'", "Recipients = Recipients || ' somebody'", "Recipients = Recipients || ' '",
        "CreatedAt = 'yesterday'", "CreatedAt = ''", "CreatedAt = X'00'", "CreatedAt = 1e300",
    ];

    [TestCaseSource(nameof(NoEvents))]
    public async Task A_waiting_row_that_is_no_event_is_set_aside_and_the_others_are_sent(string poison)
    {
        await AddWaitingAsync(3);
        await PoisonAsync(2, poison);
        var delivered = new List<SseEvent>();

        await SendWaitingAsync(await OpenAsync(delivered));

        Assert.That(delivered.Select(e => (e.Number, e.Message.Key)), Is.EqualTo(new[] { (1L, 1L), (2L, 3L) }));
        Assert.That(await SetAsideAsync(), Is.EqualTo(new[] { 2 }));
        await using var db = _db.Open();
        Assert.That((await Reader().WaitingAsync(db, CancellationToken.None)).Messages, Is.Empty, "it waits no longer");
        Assert.That(await db.OldestWaitingAsync(CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_row_in_the_log_that_is_no_event_keeps_its_number_and_reaches_nobody(
        [ValueSource(nameof(NoEvents))] string poison, [Values(1, 2, 3)] int which)
    {
        await AppendAsync(await OpenAsync([]), 3);
        await PoisonAsync(which, poison);

        for (var start = 0; start < 2; start++)
        {
            var delivered = new List<SseEvent>();
            await AppendAsync(await OpenAsync(delivered), 1);
            var first = (int)delivered[0].Number;   // a date that is none may look as if it had left the window
            Assert.That(first, Is.LessThanOrEqualTo(2));
            Assert.That(delivered.Select(e => e.Number), Is.EqualTo(Enumerable.Range(first, 5 + start - first)));
            Assert.That(delivered.Where(e => e.Message.Recipients is []).Select(e => e.Number), Is.EqualTo(
                Enumerable.Repeat(which, which < first ? 0 : 1)));
        }
    }

    [Test]
    public async Task What_is_set_aside_is_kept_when_it_has_left_the_window()
    {
        await AppendAsync(await OpenAsync([]), 3);
        await PoisonAsync(1, NoEvents[0]);
        await OpenAsync([]);
        Assert.That(await SetAsideAsync(), Is.EqualTo(new[] { 1 }));
        _clock.Advance(TimeSpan.FromHours(25));

        await Outbox(new SseOptions()).TrimAsync(CancellationToken.None);

        Assert.That(Rows(), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public async Task A_trace_context_that_is_none_sets_nothing_aside()
    {
        await AddWaitingAsync(1);
        await PoisonAsync(1, "TraceParent = 'nonsense'");
        var delivered = new List<SseEvent>();

        await SendWaitingAsync(await OpenAsync(delivered));

        Assert.That(delivered, Has.Count.EqualTo(1));
    }

    /// <summary>
    /// The web frontend puts an agreement into its list as it is, unless it lacks <c>coaching_session_id</c>; of other events it reads the
    /// name.
    /// </summary>
    [TestCase(250_000)]
    [TestCase(270_000)]
    public async Task An_event_too_large_for_a_stream_carries_of_its_entity_the_id_only(int length)
    {
        var agreement = new AgreementDto(
            Guid.NewGuid(), Guid.NewGuid(), new string('x', length), Guid.NewGuid(), _clock.UtcNow(), _clock.UtcNow());
        await using var db = _db.Open();

        new Outbox(db, _clock).Add([Guid.NewGuid()], new AgreementCreated(agreement.CoachingSessionId, agreement));
        await db.SaveChangesAsync();

        var row = await db.Outbox.SingleAsync();
        Assert.That(row.Data, length == 270_000
            ? Is.EqualTo($$$"""{"coaching_session_id":"{{{agreement.CoachingSessionId}}}","agreement":{"id":"{{{agreement.Id}}}"}}""")
            : Has.Length.GreaterThan(length));
        Assert.That(row.IsEvent);
    }

    [Test]
    public async Task Pages_are_bounded_in_bytes()
    {
        await AddWaitingAsync(7);
        await PoisonAsync(null, $"Data = '{{\"x\":\"' || replace(hex(zeroblob(450000)), '0', 'x') || '\"}}'");   // 900,000 characters
        var log = await OpenAsync([]);
        var pages = new List<int>();

        await using (var db = _db.Open())
        {
            while (await Reader().WaitingAsync(db, CancellationToken.None) is { Messages.Count: > 0 } page)
            {
                Assert.That(page.More, Is.EqualTo(pages.Count < 2));
                pages.Add(page.Messages.Count);
                await log.AppendAsync(page.Messages, CancellationToken.None);
            }
        }
        Assert.That(pages, Is.EqualTo(new[] { 3, 3, 1 }));
        pages.Clear();
        await new DatabaseEventLog(Outbox(new SseOptions())).OpenAsync(page => pages.Add(page.Count), _ => { }, CancellationToken.None);
        Assert.That(pages, Is.EqualTo(new[] { 3, 3, 1 }));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
        _db.Dispose();
    }

    private async Task<DatabaseEventLog> OpenAsync(List<SseEvent> delivered, SseOptions? options = null)
    {
        var log = new DatabaseEventLog(Outbox(options ?? new SseOptions()));
        await log.OpenAsync(delivered.AddRange, _ => { }, CancellationToken.None);
        return log;
    }

    private OutboxLog Outbox(SseOptions options) =>
        new(_services.GetRequiredService<IServiceScopeFactory>(), Reader(), Options.Create(options), _clock, NullLogger<OutboxLog>.Instance);

    private OutboxReader Reader() => new(_clock, _metrics, NullLogger<OutboxReader>.Instance);

    private async Task AppendAsync(DatabaseEventLog log, int count)
    {
        await AddWaitingAsync(count);
        await SendWaitingAsync(log);
    }

    private async Task AddWaitingAsync(int count)
    {
        await using var db = _db.Open();
        for (var i = 0; i < count; i++)
            new Outbox(db, _clock).Add([Guid.NewGuid()], new CoachingSessionTitleUpdated(Guid.NewGuid()));
        await db.SaveChangesAsync();
    }

    /// <summary>As the dispatcher does.</summary>
    private async Task SendWaitingAsync(DatabaseEventLog log)
    {
        await using var db = _db.Open();
        bool more;
        do
        {
            (var messages, more) = await Reader().WaitingAsync(db, CancellationToken.None);
            if (messages.Count > 0)
                await log.AppendAsync(messages, CancellationToken.None);
        }
        while (more);
    }

    /// <param name="id">Which row; null: all.</param>
    private async Task PoisonAsync(int? id, string assignment)
    {
        await using var db = _db.Open();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"UPDATE Outbox SET {assignment} WHERE Id = {id?.ToString(CultureInfo.InvariantCulture) ?? "Id"}";
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<long>> SetAsideAsync()
    {
        await using var db = _db.Open();
        return await db.Outbox.Where(row => row.IsSetAside).Select(row => row.Id).ToListAsync();
    }

    private List<long> Rows()
    {
        using var db = _db.Open();
        return [.. db.Outbox.OrderBy(row => row.Id).Select(row => row.Number!.Value)];
    }
}
