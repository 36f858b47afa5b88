using CoachingPlatform.Application;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Application;

public sealed class CompiledQueryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A unit of work is for one at a time: one that somebody else touches meanwhile may be broken for good, and be used again.</summary>
    [Test]
    public async Task Those_who_ask_first_at_the_same_moment_touch_no_unit_of_work_but_their_own()
    {
        using var database = TestDatabase.WithDemoPeople();
        await using var one = database.Open();
        await using var other = database.Open();
        await using var later = database.Open();
        using var isTranslating = new ManualResetEventSlim();
        using var otherIsDone = new ManualResetEventSlim();
        var asker = new AsyncLocal<IAppDb>();
        var touchedByOthers = 0;
        var query = new CompiledQuery<string, User>((db, email) =>
        {
            var roles = new Watched<IQueryable<UserRole>>(() =>
            {
                if (asker.Value != db)
                {
                    touchedByOthers++;
                }
                else if (db == one)
                {
                    isTranslating.Set();
                    otherIsDone.Wait(Patience);
                }
                return db.UserRoles;
            });
            return db.Users.Where(user => user.Email == email.Value && roles.Value.Any(role => role.UserId == user.Id));
        });

        var first = Task.Run(() => AskAsync(one));
        Assert.That(isTranslating.Wait(Patience), "the first one is at it");
        var second = await Task.Run(() => AskAsync(other));
        otherIsDone.Set();

        Assert.That((await first)?.Email, Is.EqualTo("coach@demo.test"));
        Assert.That(second?.Email, Is.EqualTo("coach@demo.test"));
        Assert.That((await Task.Run(() => AskAsync(later)))?.Email, Is.EqualTo("coach@demo.test"));
        Assert.That(touchedByOthers, Is.Zero);

        Task<User?> AskAsync(IAppDb db)
        {
            asker.Value = db;
            return query.SingleOrDefaultAsync(db, "coach@demo.test", default);
        }
    }

    private sealed class Watched<T>(Func<T> read)
    {
        public T Value => read();
    }
}
