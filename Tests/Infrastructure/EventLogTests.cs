using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.Infrastructure;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EventLogTests : IDisposable
{
    private readonly InMemoryDb _db = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services;

    public EventLogTests() => _services = new ServiceCollection().AddScoped<AppDb>(_ => _db.Open()).BuildServiceProvider();

    [Test]
    public async Task Numbers_go_on_after_a_restart_and_what_is_remembered_is_handed_over_first()
    {
        await AppendAsync(await OpenAsync([]), 2);

        var delivered = new List<SseEvent>();
        await AppendAsync(await OpenAsync(delivered), 1);

        Assert.That(delivered.Select(e => e.Id), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public async Task Only_the_window_is_handed_over()
    {
        await AppendAsync(await OpenAsync([]), 5);

        var delivered = new List<SseEvent>();
        await OpenAsync(delivered, new SseOptions { ReplayEvents = 2 });

        Assert.That(delivered.Select(e => e.Id), Is.EqualTo(new[] { 4, 5 }));
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
        Assert.That(delivered.Select(e => e.Id), Is.EqualTo(new[] { 3, 4 }));
    }

    [Test]
    public async Task More_than_the_window_holds_is_deleted()
    {
        var log = await OpenAsync([], new SseOptions { ReplayEvents = 2 });
        await AppendAsync(log, 5);

        await Outbox(new SseOptions { ReplayEvents = 2 }).TrimAsync(CancellationToken.None);

        Assert.That(Rows(), Is.EqualTo(new[] { 4, 5 }));
    }

    [Test]
    public async Task Two_servers_on_one_database_cannot_give_out_the_same_number()
    {
        var (one, other) = (await OpenAsync([]), await OpenAsync([]));
        await AppendAsync(one, 1);

        Assert.That(() => AppendAsync(other, 1), Throws.TypeOf<CoachingPlatform.Domain.ConflictException>());
    }

    public void Dispose()
    {
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
        new(_services.GetRequiredService<IServiceScopeFactory>(), Options.Create(options), _clock, NullLogger<OutboxLog>.Instance);

    private async Task AppendAsync(DatabaseEventLog log, int count)
    {
        await using var db = _db.Open();
        for (var i = 0; i < count; i++)
            new Outbox(db, _clock).Add([Guid.NewGuid()], new CoachingSessionTitleUpdated(Guid.NewGuid()));
        await db.SaveChangesAsync();
        var waiting = await db.Outbox.Where(row => row.Sequence == null).OrderBy(row => row.Id).ToListAsync();
        await log.AppendAsync(waiting.ConvertAll(row => row.ToMessage()), CancellationToken.None);
    }

    private List<long> Rows()
    {
        using var db = _db.Open();
        return [.. db.Outbox.OrderBy(row => row.Id).Select(row => row.Sequence!.Value)];
    }
}
