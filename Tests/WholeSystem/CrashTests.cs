using System.Collections.Concurrent;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>The server as a process of its own, killed and stopped.</summary>
[Category("WholeSystem")]
public sealed class CrashTests
{
    private static readonly Guid Session = DemoData.TodaysSessionId;

    /// <summary>
    /// Kills the server (-9) in the middle of writes, again and again. A reader that resumes sees each committed action
    /// exactly once, and no other.
    /// </summary>
    [Test]
    public async Task Killed_during_writes_the_server_loses_and_invents_nothing()
    {
        using var folder = new TempFolder();
        var address = ServerProcess.FreeAddress();
        var random = new Random(4711);
        var answered = new ConcurrentBag<Guid>();
        var seen = new List<Guid>();
        var ids = new List<long>();
        string? position = null;
        HashSet<Guid> initial = [];

        for (var round = 0; round < 6; round++)
        {
            await using var server = await ServerProcess.StartAsync(folder, address);
            using var coach = await server.SignInAsync("coach@demo.test");
            using var coachee = await server.SignInAsync("coachee@demo.test");
            if (round == 0)
                initial = [.. await ListAsync(coach)];
            await using var stream = await coachee.OpenStreamAsync(position);
            position ??= stream.Parser.LastEventId;

            var writers = Enumerable.Range(0, 4).Select(_ => WriteUntilItDiesAsync(coach, answered)).ToArray();
            await Eventually.TrueAsync(() => stream.TakeInto(seen, ids) && seen.Count > round * 20, "events flow");
            using (var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(random.Next(1, 150))))
                await moment.WaitForNextTickAsync();
            await server.KillAsync();
            await Task.WhenAll(writers);
            await stream.Ended;
            stream.TakeInto(seen, ids);
            if (ids.Count > 0)
                position = ids[^1].ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await using var last = await ServerProcess.StartAsync(folder, address);
        using var reader = await last.SignInAsync("coachee@demo.test");
        var committed = (await ListAsync(reader)).Where(id => !initial.Contains(id)).ToList();
        await using var final = await reader.OpenStreamAsync(position);
        await Eventually.TrueAsync(() => final.TakeInto(seen, ids) && seen.Count >= committed.Count, "everything committed arrives");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen, Is.Unique);
            Assert.That(seen, Is.EquivalentTo(committed));
            Assert.That(answered, Is.SubsetOf(committed), "what was answered is committed");
            Assert.That(ids, Is.Ordered.Ascending.And.Unique);
        }
    }

    [Test]
    public async Task A_row_that_is_no_event_stops_neither_the_others_nor_the_next_start()
    {
        using var folder = new TempFolder();
        var address = ServerProcess.FreeAddress();
        string position;
        await using (var server = await ServerProcess.StartAsync(folder, address))
        {
            using var coachee = await server.SignInAsync("coachee@demo.test");
            await using var stream = await coachee.OpenStreamAsync();
            position = stream.Parser.LastEventId;
            foreach (var data in new[] { "'{\"n\":1}'", "'{' || char(10) || '}'", "'{\"n\":3}'" })
                await ExecuteAsync(folder, $"INSERT INTO Outbox (Type, Data, CreatedAt) VALUES ('test', {data}, '{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm:ss}')");
            using var coach = await server.SignInAsync("coach@demo.test");

            Assert.That(
                (await stream.NextAsync("test")).GetProperty("n").GetInt32(), Is.EqualTo(1), "what another process wrote is looked for");
            Assert.That((await stream.NextAsync("test")).GetProperty("n").GetInt32(), Is.EqualTo(3));
            await coach.CreateActionAsync(Session, "numbers go on");
            await stream.NextAsync("action_created");
            Assert.That(
                (await coach.Http.GetStringAsync("/metrics")).Split('\n'), Has.One.Match("^outbox_rows_set_aside_total({})? 1( |$)"));
            Assert.That(server.OutputSoFar.Split("It is set aside and kept"), Has.Length.EqualTo(2), "one line");
            await server.KillAsync();
        }
        await ExecuteAsync(folder, "UPDATE Outbox SET CreatedAt = 'yesterday' WHERE Sequence = 2");

        await using var next = await ServerProcess.StartAsync(folder, address);
        using var again = await next.SignInAsync("coachee@demo.test");
        await using var resumed = await again.OpenStreamAsync(position);
        Assert.That((await resumed.NextAsync("test")).GetProperty("n").GetInt32(), Is.EqualTo(1));
        await resumed.NextAsync("action_created");
        Assert.That(ParsedEvent.NumberOf(resumed.Parser.LastEventId), Is.EqualTo("3"));
    }

    [Test]
    public async Task SIGTERM_ends_the_streams_properly_and_the_process_with_0()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        using var coach = await server.SignInAsync("coach@demo.test");
        using var socket = await RawStream.OpenAsync(server.Address, coach.Cookie);
        await socket.ReadUntilAsync("\r\n\r\n");
        await socket.ReadFrameAsync();

        server.Terminate();

        var goodbye = await socket.ReadFrameAsync();
        await socket.ReadUntilAsync("0\r\n\r\n");
        await server.WaitForExitAsync(TimeSpan.FromSeconds(10));
        Assert.That(goodbye, Does.Match("^retry: [0-9]+\n\n$"));
        Assert.That(server.ExitCode, Is.Zero, await server.OutputAsync());
    }

    private static async Task ExecuteAsync(TempFolder folder, string sql)
    {
        await using var connection = DatabaseUnderTest.Connect(folder);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task WriteUntilItDiesAsync(Person coach, ConcurrentBag<Guid> answered)
    {
        try
        {
            while (true)
            {
                var action = await coach.CreateActionAsync(Session, "written while it lasts");
                answered.Add(action.GetProperty("id").GetGuid());
            }
        }
        catch (HttpRequestException)
        {
            // killed: this one may be committed or not
        }
    }

    private static async Task<IEnumerable<Guid>> ListAsync(Person person) =>
        (await person.SendAsync(HttpMethod.Get, $"/actions?coaching_session_id={Session}"))
            .EnumerateArray().Select(action => action.GetProperty("id").GetGuid()).ToList();
}

internal static class CrashTestExtensions
{
    /// <summary>Adds what has arrived; always true, for use in a condition.</summary>
    public static bool TakeInto(this LiveStream stream, List<Guid> actions, List<long> ids)
    {
        foreach (var next in stream.TakeAll())
        {
            Assert.That(next.Type, Is.EqualTo("action_created"));
            actions.Add(JsonDocument.Parse(next.Data).RootElement.GetProperty("data").GetProperty("action").GetProperty("id").GetGuid());
            ids.Add(long.Parse(next.LastEventId, System.Globalization.CultureInfo.InvariantCulture));
        }
        return true;
    }
}
