using System.Net;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.LiveChannel;

/// <summary><c>GET /sse</c> over real sockets.</summary>
[Category("LiveChannel")]
public sealed class SseStreamTests
{
    private static readonly Guid Session = DemoData.TodaysSessionId;

    private static PlatformServer Server => SharedServer.Instance;

    [Test]
    public async Task The_answer_is_a_stream_by_its_headers_and_comes_at_once()
    {
        using var coach = await Server.SignInAsync("coach@demo.test");
        using var socket = await RawStream.OpenAsync(Server.Address, coach.Cookie, "Origin: http://localhost:3000\r\n");

        var head = await socket.ReadUntilAsync("\r\n\r\n");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(head, Does.StartWith("HTTP/1.1 200 OK\r\n"));
            Assert.That(head, Does.Contain("\r\nContent-Type: text/event-stream\r\n"));
            Assert.That(head, Does.Contain("\r\nCache-Control: no-cache\r\n"));
            Assert.That(head, Does.Contain("\r\nTransfer-Encoding: chunked\r\n"));
            Assert.That(head, Does.Contain("\r\nX-Accel-Buffering: no\r\n"));
            Assert.That(head, Does.Contain("\r\nAccess-Control-Allow-Origin: http://localhost:3000\r\n"));
            Assert.That(head, Does.Contain("\r\nAccess-Control-Allow-Credentials: true\r\n"));
            Assert.That(head, Does.Contain($"\r\nSet-Cookie: id={coach.Cookie};"));
            Assert.That(head, Does.Not.Contain("Content-Length").And.Not.Contain("Content-Encoding"));
        }
    }

    [Test]
    public async Task The_first_frame_gives_a_delay_and_a_position_and_an_event_follows_byte_for_byte()
    {
        using var coach = await Server.SignInAsync("coach@demo.test");
        using var socket = await RawStream.OpenAsync(Server.Address, coach.Cookie);
        await socket.ReadUntilAsync("\r\n\r\n");
        var opening = await socket.ReadFrameAsync();

        await coach.SendAsync(HttpMethod.Patch, $"/coaching_sessions/{Session}/title", new { title = "Framed" });
        var frame = await socket.ReadFrameAsync();

        Assert.That(opening, Does.Match("^retry: [0-9]+\nid: [0-9]+\n\n$"));
        var position = long.Parse(opening.Split("id: ")[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(frame, Is.EqualTo(
            "event: coaching_session_title_updated\n"
            + $"data: {{\"type\":\"coaching_session_title_updated\",\"data\":{{\"coaching_session_id\":\"{Session}\"}}}}\n"
            + $"id: {position + 1}\n\n"));
    }

    [Test]
    public async Task Coach_and_coachee_see_an_action_come_change_and_go_and_nobody_else_does()
    {
        using var coach = await Server.SignInAsync("coach@demo.test");
        using var coachee = await Server.SignInAsync("coachee@demo.test");
        using var otherCoachee = await Server.SignInAsync("coachee2@demo.test");
        using var admin = await Server.SignInAsync("admin@demo.test");
        using var outsider = await Server.SignInAsync("outsider@demo.test");
        await using var coachStream = await coach.OpenStreamAsync();
        await using var tab1 = await coachee.OpenStreamAsync();
        await using var tab2 = await coachee.OpenStreamAsync();
        await using var s1 = await otherCoachee.OpenStreamAsync();
        await using var s2 = await admin.OpenStreamAsync();
        await using var s3 = await outsider.OpenStreamAsync();

        var created = await coach.CreateActionAsync(Session, "Grüße 🙂");
        var id = created.GetProperty("id").GetGuid();
        var updated = await coachee.SendAsync(HttpMethod.Put, $"/actions/{id}", new
        {
            coaching_session_id = Session,
            status = "InProgress",
            body = "better",
            due_by = "2026-06-14T10:00:00-07:00",
            assignee_ids = new[] { coachee.Id },
        });
        var completed = await coach.SendAsync(HttpMethod.Put, $"/actions/{id}/status", new { status = "Completed" });
        await coach.SendAsync(HttpMethod.Delete, $"/actions/{id}");

        foreach (var stream in new[] { coachStream, tab1, tab2 })
        {
            var creation = await stream.NextAsync("action_created");
            Assert.That(creation.GetProperty("coaching_session_id").GetGuid(), Is.EqualTo(Session));
            Assert.That(creation.GetProperty("action").ToString(), Is.EqualTo(
                created.ToString()), "the entity of the event is the entity of the answer");
            Assert.That((await stream.NextAsync("action_updated")).GetProperty("action").ToString(), Is.EqualTo(updated.ToString()));
            Assert.That((await stream.NextAsync("action_updated")).GetProperty("action").ToString(), Is.EqualTo(completed.ToString()));
            Assert.That((await stream.NextAsync("action_deleted")).ToString(), Is.EqualTo($$"""{"coaching_session_id":"{{Session}}","action_id":"{{id}}"}"""));
        }
        // a message of their own shows that these streams are alive, and that nothing came before it
        foreach (var (person, stream) in new[] { (otherCoachee, s1), (outsider, s3) })
        {
            await person.TouchOwnSessionAsync();
            await stream.NextAsync("coaching_session_title_updated");
        }
        Assert.That(new[] { s1, s2, s3 }.SelectMany(stream => stream.TakeAll()), Is.Empty);
    }

    [Test]
    public async Task Who_left_the_organization_sees_and_reads_nothing_any_more()
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        using var coachee = await server.SignInAsync("coachee@demo.test");
        await using var coachStream = await coach.OpenStreamAsync();
        await using var coacheeStream = await coachee.OpenStreamAsync();
        await server.InDatabaseAsync(async db =>
        {
            db.UserRoles.RemoveRange(db.UserRoles.Where(role => role.UserId == coachee.Id));
            return await db.SaveChangesAsync();
        });

        await coach.CreateActionAsync(Session, "alone");

        await coachStream.NextAsync("action_created");
        Assert.That(coacheeStream.TakeAll(), Is.Empty);
        using var read = await coachee.Http.GetAsync($"/actions?coaching_session_id={Session}");
        Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_client_that_comes_back_gets_what_it_missed_exactly_once_and_goes_on()
    {
        using var coach = await Server.SignInAsync("coach@demo.test");
        using var coachee = await Server.SignInAsync("coachee@demo.test");
        var first = await coachee.OpenStreamAsync();
        await coach.CreateActionAsync(Session, "seen");
        var seen = await first.NextAsync();
        await first.DisposeAsync();
        for (var i = 0; i < 3; i++)
            await coach.CreateActionAsync(Session, $"missed {i}");

        await using var second = await coachee.OpenStreamAsync(seen.LastEventId);
        await coach.CreateActionAsync(Session, "live");

        var bodies = new List<string?>();
        for (var i = 0; i < 4; i++)
            bodies.Add((await second.NextAsync("action_created")).GetProperty("action").GetProperty("body").GetString());
        Assert.That(bodies, Is.EqualTo(new[] { "missed 0", "missed 1", "missed 2", "live" }));
    }

    [Test]
    public async Task A_client_with_a_foreign_position_is_told_once_to_start_over()
    {
        using var coachee = await Server.SignInAsync("coachee@demo.test");

        await using var stream = await coachee.OpenStreamAsync("999999999");
        await coachee.CreateActionAsync(Session, "live");

        Assert.That((await stream.NextAsync("stream_reset")).GetProperty("reason").GetString(), Is.Not.Empty);
        await stream.NextAsync("action_created");
    }

    [Test]
    public async Task Positions_stay_good_across_a_restart()
    {
        using var folder = new TempFolder();
        string position;
        using (var before = PlatformServer.Start(folder: folder))
        {
            using var coachee = await before.SignInAsync("coachee@demo.test");
            await using var stream = await coachee.OpenStreamAsync();
            await coachee.CreateActionAsync(Session, "seen");
            position = (await stream.NextAsync()).LastEventId;
            await coachee.CreateActionAsync(Session, "missed");
            await stream.NextAsync();
        }

        using var after = PlatformServer.Start(folder: folder);
        using var again = await after.SignInAsync("coachee@demo.test");
        await using var resumed = await again.OpenStreamAsync(position);

        Assert.That(
            (await resumed.NextAsync("action_created")).GetProperty("action").GetProperty("body").GetString(), Is.EqualTo("missed"));
    }

    [Test]
    public async Task A_silent_stream_gets_a_comment_within_the_interval()
    {
        using var server = PlatformServer.Start(new Dictionary<string, string> { ["Sse:KeepAlive"] = "00:00:01" });
        using var coach = await server.SignInAsync("coach@demo.test");
        using var socket = await RawStream.OpenAsync(server.Address, coach.Cookie);
        await socket.ReadUntilAsync("\r\n\r\n");
        await socket.ReadFrameAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var comment = await socket.ReadFrameAsync();

        Assert.That((comment, watch.Elapsed < TimeSpan.FromSeconds(3)), Is.EqualTo((":\n\n", true)));
    }

    [Test]
    public async Task Signing_out_ends_the_streams_of_that_session_alone()
    {
        using var laptop = await Server.SignInAsync("coachee@demo.test");
        using var phone = await Server.SignInAsync("coachee@demo.test");
        await using var tab1 = await laptop.OpenStreamAsync();
        await using var tab2 = await laptop.OpenStreamAsync();
        await using var other = await phone.OpenStreamAsync();

        await laptop.SendAsync(HttpMethod.Delete, "/delete");

        await tab1.Ended;
        await tab2.Ended;
        await phone.CreateActionAsync(Session, "still here");
        await other.NextAsync("action_created");
    }

    [Test]
    public async Task An_expired_session_ends_its_stream_and_the_stream_does_not_keep_it_alive()
    {
        using var server = PlatformServer.Start(
            new Dictionary<string, string> { ["Session:Lifetime"] = "00:00:02", ["Sse:KeepAlive"] = "00:00:01" });
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();

        await stream.Ended;

        using var answer = await coach.Http.GetAsync("/organizations");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_thousand_streams_that_end_in_every_way_leave_nothing_behind()
    {
        using var server = PlatformServer.Start(new Dictionary<string, string> { ["Sse:MaxConnectionsPerUser"] = "1000" });
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var staying = await coach.OpenStreamAsync();

        for (var round = 0; round < 50; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            {
                using var socket = await RawStream.OpenAsync(server.Address, coach.Cookie);
                if (i % 4 == 0)
                    return;   // gone before the first byte
                await socket.ReadUntilAsync("\r\n\r\n");
                if (i % 4 == 1)
                    socket.Reset();
                else if (i % 4 == 2)
                    socket.ShutdownSend();
            }));
        }

        await Eventually.TrueAsync(() => server.Broadcaster.ConnectionCount == 1, "only the stream that stays is registered");
        await coach.CreateActionAsync(Session, "after the storm");
        await staying.NextAsync("action_created");
    }

    [Test]
    public async Task A_reader_that_never_reads_is_cut_off_while_the_others_get_everything()
    {
        using var server = PlatformServer.Start(new Dictionary<string, string> { ["Sse:QueueCapacity"] = "32" });
        using var coach = await server.SignInAsync("coach@demo.test");
        using var coachee = await server.SignInAsync("coachee@demo.test");
        await using var reader = await coach.OpenStreamAsync();
        using var stuck = await RawStream.OpenAsync(server.Address, coachee.Cookie);
        await Eventually.TrueAsync(() => server.Broadcaster.ConnectionCount == 2, "both are registered");
        var large = new string('\u20ac', 19_900);   // nearly the longest body there may be

        var sent = 0;
        while (server.Broadcaster.ConnectionCount == 2 && sent < 2_000)
        {
            await coach.CreateActionAsync(Session, $"{sent} {large}");
            await reader.NextAsync("action_created");   // the healthy reader is not held up
            sent++;
        }

        Assert.That(server.Broadcaster.ConnectionCount, Is.EqualTo(1), $"after {sent} events of 60 kB");
    }
}
