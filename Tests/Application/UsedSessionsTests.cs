using CoachingPlatform.Application.LoginSessions;

namespace CoachingPlatform.Tests.Application;

public sealed class UsedSessionsTests
{
    private static readonly DateTime Later = new(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);

    [Test]
    public async Task Those_that_wait_are_taken_together_each_once_and_no_more_than_asked_for()
    {
        var used = new UsedSessions();
        foreach (var id in new[] { "a", "b", "a", "c" })
            used.Add(id, Later);

        var (first, expiresAt) = await used.TakeAsync(2, default);
        used.Add("a", Later.AddMinutes(1));
        var (rest, _) = await used.TakeAsync(2, default);

        Assert.That(first, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(expiresAt, Is.EqualTo(Later));
        Assert.That(rest, Is.EqualTo(new[] { "c", "a" }), "one that is used again is extended again");
    }

    [Test]
    public void Where_nothing_waits_the_first_is_waited_for()
    {
        var used = new UsedSessions();

        var taking = used.TakeAsync(2, default);

        Assert.That(taking.IsCompleted, Is.False);
        used.Add("a", Later);
        Assert.That(async () => (await taking).SessionIds, Is.EqualTo(new[] { "a" }));
    }
}
