using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Tests.LiveChannel;

[Category("LiveChannel"), SqliteOnly("elsewhere the event log gives all numbers")]
public sealed class CommitNumbersTests
{
    private CommitNumbers _numbers = null!;
    private TestDatabase _database = null!;

    [SetUp]
    public void SetUp() => (_numbers, _database) = (new CommitNumbers(), TestDatabase.WithDemoPeople());

    [TearDown]
    public void TearDown() => _database.Dispose();

    [Test]
    public async Task A_save_of_nothing_takes_no_number_from_the_unit_of_work_that_is_at_it()
    {
        await using var one = _database.Open(_numbers);
        await using var other = _database.Open(_numbers);
        var newest = await NewestAsync();
        _numbers.StartAfter(newest);

        await one.InTransactionAsync(async () =>
        {
            AddEvent(one);
            await one.SaveChangesAsync();
            await other.SaveChangesAsync();
            AddEvent(one);
            return true;
        }, default);
        AddEvent(other);
        await other.SaveChangesAsync();

        Assert.That(_numbers.IsOn, "no number was taken already");
        Assert.That(
            await other.Outbox.Where(row => row.Number > newest).OrderBy(row => row.Id).Select(row => row.Number - newest).ToListAsync(),
            Is.EqualTo(new long?[] { 1, 2, 3 }));
    }

    [Test]
    public async Task Where_a_number_is_taken_and_the_row_was_changed_meanwhile_that_is_a_conflict_as_ever()
    {
        await using var other = _database.Open();
        AddEvent(other);
        await other.SaveChangesAsync();
        var taken = await NewestAsync() + 1;
        await other.Outbox.Where(row => row.Number == null).ExecuteUpdateAsync(row => row.SetProperty(r => r.Number, taken));
        await using var one = _database.Open(_numbers, new AfterFailure(() => other.CoachingSessions
            .Where(s => s.Id == DemoData.TodaysSessionId).ExecuteUpdateAsync(s => s.SetProperty(x => x.Version, Guid.NewGuid()))));
        _numbers.StartAfter(taken - 1);
        var session = await one.CoachingSessions.SingleAsync(s => s.Id == DemoData.TodaysSessionId);
        session.Rename("Mine", TimeProvider.System.GetUtcNow().UtcDateTime);
        AddEvent(one);

        Assert.That(async () => await one.SaveChangesAsync(), Throws.TypeOf<ConflictException>());
        Assert.That(_numbers.IsOn, Is.False, "the number was taken");
    }

    private static void AddEvent(AppDb db) =>
        new Outbox(db, TimeProvider.System).AddForEverybody(new CoachingSessionTitleUpdated(DemoData.TodaysSessionId));

    private async Task<long> NewestAsync()
    {
        await using var db = _database.Open();
        return await db.Outbox.MaxAsync(row => row.Number) ?? 0;
    }

    /// <summary>What somebody else does between the first attempt of a save and the next.</summary>
    private sealed class AfterFailure(Func<Task> work) : SaveChangesInterceptor
    {
        public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => work();
    }
}
