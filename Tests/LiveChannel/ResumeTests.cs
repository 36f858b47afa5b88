using System.Globalization;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.LiveChannel;

/// <summary>Coming back after more than the memory of the server holds, and to a database that was restored.</summary>
[Category("LiveChannel")]
public sealed class ResumeTests
{
    private static readonly Guid SessionId = DemoData.TodaysSessionId;

    private static readonly Dictionary<string, string> SmallMemory = new()
    {
        ["Sse:ReplayEvents"] = "5",
        ["Sse:MaxResumeEvents"] = "20",
    };

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_others_did_in_the_meantime_pushes_nothing_out_of_ones_own_window(bool withRestart)
    {
        using var folder = new TempFolder();
        var server = PlatformServer.Start(SmallMemory, folder);
        try
        {
            string position;
            using (var coach = await server.SignInAsync("coach@demo.test"))
            {
                await using var stream = await coach.OpenStreamAsync();
                position = stream.Parser.LastEventId;
                await SendAsync(server, [coach.Id], 1);
                await SendAsync(server, [Guid.NewGuid()], 30);
                await SendAsync(server, null, 1);
                await SendAsync(server, [Guid.NewGuid()], 30);
                await SendAsync(server, [coach.Id], 1);
            }
            await IndexedAsync(server);
            if (withRestart)
            {
                server.Dispose();
                server = PlatformServer.Start(SmallMemory, folder);
            }
            using var again = await server.SignInAsync("coach@demo.test");

            await using var resumed = await again.OpenStreamAsync(position);
            await SendAsync(server, [again.Id], 1);

            var numbers = new List<string>();
            for (var i = 0; i < 4; i++)
                numbers.Add(await resumed.NextAsync() is { Type: "coaching_session_title_updated" } next ? next.Number : "another event");
            Assert.That(numbers, Is.EqualTo(new[] { "1", "32", "63", "64" }));
        }
        finally
        {
            server.Dispose();
        }
    }

    [Test]
    public async Task An_event_for_very_many_people_is_found_by_the_last_of_them()
    {
        using var server = PlatformServer.Start(SmallMemory);
        using var coach = await server.SignInAsync("coach@demo.test");
        string position;
        await using (var stream = await coach.OpenStreamAsync())
            position = stream.Parser.LastEventId;
        await SendAsync(server, [.. Enumerable.Range(0, 1_000).Select(_ => Guid.NewGuid()), coach.Id], 1);
        await SendAsync(server, [Guid.NewGuid()], 5);
        await IndexedAsync(server);

        await using var resumed = await coach.OpenStreamAsync(position);

        Assert.That((await resumed.NextAsync()).Number, Is.EqualTo("1"));
    }

    [TestCase(20, "coaching_session_title_updated")]
    [TestCase(21, "stream_reset")]
    public async Task A_resume_carries_so_many_events_and_more_are_a_reset(int count, string first)
    {
        using var server = PlatformServer.Start(SmallMemory);
        using var coach = await server.SignInAsync("coach@demo.test");
        string position;
        await using (var stream = await coach.OpenStreamAsync())
            position = stream.Parser.LastEventId;
        await SendAsync(server, [coach.Id], count);
        await IndexedAsync(server);

        await using var resumed = await coach.OpenStreamAsync(position);

        Assert.That((await resumed.NextAsync()).Type, Is.EqualTo(first));
        await SendAsync(server, [coach.Id], 1);
        if (first == "stream_reset")
            Assert.That((await resumed.NextAsync()).Number, Is.EqualTo("22"), "goes on live");
    }

    [TestCase(true)]
    [TestCase(false)]
    [SqliteOnly("its file is restored")]
    public async Task Who_holds_a_position_of_a_time_that_a_restore_has_undone_is_reset(bool withCommand)
    {
        using var folder = new TempFolder();
        string position, before;
        using (var server = PlatformServer.Start(folder: folder))
        {
            using var coach = await server.SignInAsync("coach@demo.test");
            await using var stream = await coach.OpenStreamAsync();
            before = stream.Parser.LastEventId;
            await coach.CreateActionAsync(SessionId, "in the backup");
            await stream.NextAsync();
            await server.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"VACUUM INTO {folder.File("backup.db")}"));
            await coach.CreateActionAsync(SessionId, "after the backup");
            position = (await stream.NextAsync()).LastEventId;
        }
        File.Move(folder.File("backup.db"), folder.File("coaching.db"), overwrite: true);

        using var restored = PlatformServer.Start(folder: folder);
        if (withCommand)
            await DatabaseSetup.RenewEpochAsync(restored.Services);
        using var again = await restored.SignInAsync("coach@demo.test");
        if (withCommand)
            await again.CreateActionAsync(SessionId, "takes the number that was lost");
        await using var other = await again.OpenStreamAsync();
        await using var misled = await again.OpenStreamAsync(position);
        var reset = await misled.NextAsync();

        Assert.That(reset.Type, Is.EqualTo("stream_reset"));
        if (!withCommand)
            Assert.That((await other.NextAsync()).Type, Is.EqualTo("stream_reset"), "the others may have been misled too");
        await using var old = await again.OpenStreamAsync(before);
        Assert.That((await old.NextAsync()).Type, Is.EqualTo("stream_reset"), "older positions of that time are good no more either");
        await again.CreateActionAsync(SessionId, "new");
        Assert.That(IdOf((await other.NextAsync()).LastEventId), Is.GreaterThan(IdOf(position)), "ids grow all the same");
        ParsedEvent next;
        do
            next = await misled.NextAsync();
        while (next.Type == "stream_reset");
        Assert.That(next.Type, Is.EqualTo("action_created"), "and whoever was reset goes on");
    }

    private static long IdOf(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static async Task SendAsync(PlatformServer server, Guid[]? recipients, int count)
    {
        await server.InDatabaseAsync(db =>
        {
            var outbox = new Outbox(db, TimeProvider.System);
            for (var i = 0; i < count; i++)
            {
                if (recipients is not null)
                    outbox.Add(recipients, new CoachingSessionTitleUpdated(SessionId));
                else
                    outbox.AddForEverybody(new CoachingSessionTitleUpdated(SessionId));
            }
            return db.SaveChangesAsync();
        });
        await PlatformServer.SettledAsync(server.Address);
    }

    private static Task IndexedAsync(PlatformServer server) => Eventually.TrueAsync(
        () => server.InDatabaseAsync(async db => await db.EventLog.Select(log => log.IndexedUpTo).SingleAsync()
            == await db.Outbox.MaxAsync(row => row.Number)),
        "the recipients are written down");
}
