using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Sse;
using CsCheck;

namespace CoachingPlatform.Tests.LiveChannel;

[Category("LiveChannel")]
public sealed class SseBroadcasterTests
{
    [Test]
    public async Task An_event_reaches_every_tab_of_its_recipients_and_nobody_else()
    {
        var channel = new ChannelUnderTest();
        var (tab1, tab2) = (new Reader(channel.Connect("ada")), new Reader(channel.Connect("ada")));
        var (bob, eve) = (new Reader(channel.Connect("bob")), new Reader(channel.Connect("eve")));

        await channel.PublishAsync("private", "ada", "bob");
        await channel.PublishToAllAsync("public");

        Assert.That(await TypesAsync(tab1, 2), Is.EqualTo(new[] { "private", "public" }));
        Assert.That(await TypesAsync(tab2, 2), Is.EqualTo(new[] { "private", "public" }));
        Assert.That(await TypesAsync(bob, 2), Is.EqualTo(new[] { "private", "public" }));
        Assert.That(await TypesAsync(eve, 1), Is.EqualTo(new[] { "public" }));
    }

    [Test]
    public async Task A_client_that_never_saw_an_event_still_resumes_without_a_loss()
    {
        var channel = new ChannelUnderTest();
        await channel.PublishAsync("before", "ada");
        var first = new Reader(channel.Connect("ada"));
        await Support.Eventually.TrueAsync(() => { _ = first.ReadAsync(0); return first.Parser.Retry is not null; }, "the stream opens");
        await first.LeaveAsync();
        await channel.PublishAsync("while away", "ada");

        var second = new Reader(channel.Connect("ada", first.Parser.LastEventId));

        Assert.That(await TypesAsync(second, 1), Is.EqualTo(new[] { "while away" }));
    }

    [TestCase("0", new[] { "e1", "e2", "e3" })]
    [TestCase("2", new[] { "e3" })]
    [TestCase("3", new string[0])]
    public async Task A_resuming_client_gets_exactly_what_came_after_its_position_and_then_goes_on(string position, string[] expected)
    {
        var channel = new ChannelUnderTest();
        foreach (var type in new[] { "e1", "e2", "e3" })
            await channel.PublishAsync(type, "ada");

        var reader = new Reader(channel.Connect("ada", position));
        await channel.PublishAsync("live", "ada");

        Assert.That(await TypesAsync(reader, expected.Length + 1), Is.EqualTo(expected.Append("live")));
    }

    [Test]
    public async Task A_resuming_client_gets_nothing_that_is_addressed_to_others()
    {
        var channel = new ChannelUnderTest();
        await channel.PublishAsync("hers", "ada");
        await channel.PublishAsync("his", "bob");

        var reader = new Reader(channel.Connect("bob", "0"));

        Assert.That(await TypesAsync(reader, 1), Is.EqualTo(new[] { "his" }));
    }

    [TestCase("-1")]
    [TestCase("4")]
    [TestCase("99999999999999999999999")]
    [TestCase("abc")]
    [TestCase(" 1")]
    [TestCase("1.0")]
    [TestCase("0x1")]
    public async Task A_position_that_was_never_given_out_is_answered_with_a_reset(string position)
    {
        var channel = new ChannelUnderTest();
        foreach (var type in new[] { "e1", "e2", "e3" })
            await channel.PublishAsync(type, "ada");

        var reader = new Reader(channel.Connect("ada", position));
        var events = await reader.ReadAsync(1);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(events.Select(e => e.Type), Is.EqualTo(new[] { "stream_reset" }));
            Assert.That(events[0].LastEventId, Is.EqualTo("3"), "the next resume starts here");
        }
    }

    [Test]
    public async Task A_session_that_ended_between_the_door_and_the_registry_gets_no_stream()
    {
        var channel = new ChannelUnderTest();
        channel.Broadcaster.Close(new SseClient("ada", "ended"), "force_logout", "{}");

        var ended = new Reader(channel.Connect("ada", session: "ended"));
        var other = new Reader(channel.Connect("ada", session: "other"));
        await channel.PublishAsync("e1", "ada");

        Assert.That((await ended.ReadToEndAsync()).Select(e => e.Type), Is.EqualTo(new[] { "force_logout" }));
        Assert.That(await TypesAsync(other, 1), Is.EqualTo(new[] { "e1" }));
    }

    [Test]
    public async Task A_position_that_has_left_the_window_by_number_is_answered_with_a_reset()
    {
        var channel = new ChannelUnderTest(new SseOptions { ReplayEvents = 2 });
        foreach (var type in new[] { "e1", "e2", "e3" })
            await channel.PublishAsync(type, "ada");

        Assert.That(await TypesAsync(new Reader(channel.Connect("ada", "1")), 2), Is.EqualTo(new[] { "e2", "e3" }));
        Assert.That(await TypesAsync(new Reader(channel.Connect("ada", "0")), 1), Is.EqualTo(new[] { "stream_reset" }));
    }

    [Test]
    public async Task A_position_that_has_left_the_window_by_age_is_answered_with_a_reset()
    {
        var channel = new ChannelUnderTest(new SseOptions { ReplayWindow = TimeSpan.FromHours(1) });
        await channel.PublishAsync("e1", "ada");
        channel.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.That(await TypesAsync(new Reader(channel.Connect("ada", "0")), 1), Is.EqualTo(new[] { "stream_reset" }));
        var upToDate = new Reader(channel.Connect("ada", "1"));
        await channel.PublishAsync("e2", "ada");
        Assert.That(await TypesAsync(upToDate, 1), Is.EqualTo(new[] { "e2" }), "who has seen everything has missed nothing");
    }

    [Test]
    public async Task After_a_restart_positions_from_before_are_good()
    {
        var at = DateTime.UnixEpoch.AddYears(30);
        SseEvent Event(long id) => new(id, new SseMessage(id, at, $"e{id}", "{}", ["ada"]));

        var channel = new ChannelUnderTest(remembered: [Event(41), Event(42)]);
        await channel.PublishAsync("e43", "ada");

        Assert.That(await TypesAsync(new Reader(channel.Connect("ada", "40")), 3), Is.EqualTo(new[] { "e41", "e42", "e43" }));
        Assert.That(await TypesAsync(new Reader(channel.Connect("ada", "39")), 1), Is.EqualTo(new[] { "stream_reset" }));
    }

    [Test]
    public async Task A_reader_that_falls_behind_is_closed_and_the_others_are_not_held_up()
    {
        var channel = new ChannelUnderTest(new SseOptions { QueueCapacity = 8 });
        var stuck = channel.Connect("ada");   // nobody pumps it
        var reader = new Reader(channel.Connect("ada"));

        for (var i = 0; i < 9; i++)
        {
            await channel.PublishAsync("e", "ada");
            await reader.ReadAsync(i + 1);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stuck.CloseReason, Is.EqualTo(SseCloseReason.TooSlow));
            Assert.That(await TypesAsync(reader, 9), Has.Exactly(9).Items);
        }
        var resumed = new Reader(channel.Connect("ada", "0"));
        Assert.That(await TypesAsync(resumed, 9), Has.Exactly(
            9).Items, "what it missed comes with the resume, although it is more than fits the queue");
    }

    [Test]
    public async Task What_the_server_had_to_hold_back_is_no_sign_of_a_slow_reader_and_what_follows_is()
    {
        var channel = new ChannelUnderTest(new SseOptions { QueueCapacity = 8 });
        var stuck = channel.Connect("ada");   // nobody pumps it
        var reader = new Reader(channel.Connect("ada"));

        await channel.PublishPageAsync(500, "ada");   // more than any queue could take in that moment
        for (var i = 0; i < 500; i++)
            await channel.PublishPageAsync(1, "ada", TimeSpan.FromSeconds(2));
        for (var i = 0; i < 8; i++)
            await channel.PublishAsync("live", "ada");
        Assert.That(stuck.CloseReason, Is.Null);
        var received = await TypesAsync(reader, 1_008);
        await channel.PublishAsync("live", "ada");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stuck.CloseReason, Is.EqualTo(SseCloseReason.TooSlow), "the ninth that it falls behind");
            Assert.That(await TypesAsync(reader, 1_009), Has.Exactly(1_009).Items);
            Assert.That(received.Take(500), Is.EqualTo(Enumerable.Range(0, 500).Select(i => $"late {i}")));
            Assert.That(received.Skip(1_000), Is.All.EqualTo("live"));
        }
    }

    [Test]
    public async Task What_the_server_had_to_hold_back_is_bounded_by_what_a_resume_carries()
    {
        var channel = new ChannelUnderTest(new SseOptions { ReplayEvents = 1_000 });
        var stuck = channel.Connect("ada");

        await channel.PublishPageAsync(500, "ada", TimeSpan.FromSeconds(2));
        Assert.That(stuck.CloseReason, Is.Null);
        await channel.PublishPageAsync(500, "ada", TimeSpan.FromSeconds(2));

        Assert.That(stuck.CloseReason, Is.EqualTo(SseCloseReason.TooSlow), "with the opening frame 1,001 wait");
        Assert.That(stuck.QueuedFrames, Is.EqualTo(1_000));
    }

    [Test]
    public async Task A_queue_is_bounded_in_bytes_too()
    {
        var channel = new ChannelUnderTest(new SseOptions { QueueCapacity = 1_000 });
        var stuck = channel.Connect("ada");
        var large = $"\"{new string('x', 400_000)}\"";
        SseCloseReason? Publish(int key)
        {
            _ = channel.Broadcaster.PublishAsync(
                [new SseMessage(key, channel.Clock.GetUtcNow().UtcDateTime, "large", large, null)], CancellationToken.None);
            return stuck.CloseReason;
        }

        Assert.That(new[] { Publish(1), Publish(2), Publish(3) }, Is.EqualTo(new SseCloseReason?[] { null, null, SseCloseReason.TooSlow }));
        await Task.CompletedTask;
    }

    [Test]
    public async Task One_event_larger_than_the_queue_still_arrives()
    {
        var channel = new ChannelUnderTest();
        var reader = new Reader(channel.Connect("ada"));
        await reader.ReadAsync(0);

        await channel.Broadcaster.PublishAsync(
            [new SseMessage(1, channel.Clock.GetUtcNow().UtcDateTime, "huge", $"\"{new string('x', 3_000_000)}\"", null)], CancellationToken.None);

        Assert.That((await reader.ReadAsync(1))[0].Data, Has.Length.GreaterThan(3_000_000));
    }

    [Test]
    public async Task One_stream_too_many_closes_the_oldest_of_that_user()
    {
        var channel = new ChannelUnderTest(new SseOptions { MaxConnectionsPerUser = 2 });
        var tabs = Enumerable.Range(0, 2).Select(_ => channel.Connect("ada")).ToList();
        var bob = channel.Connect("bob");

        var third = channel.Connect("ada");

        Assert.That(
            new[] { tabs[0], tabs[1], third, bob }.Select(connection => connection.CloseReason),
            Is.EqualTo(new SseCloseReason?[] { SseCloseReason.TooManyStreams, null, null, null }));
        var closed = new Reader(tabs[0]);
        await closed.ReadToEndAsync();
        Assert.That(closed.Parser.Retry, Is.GreaterThan(10_000), "it does not come back at once to push out the next one");
    }

    [Test]
    public async Task After_an_event_for_hundreds_of_streams_the_next_ones_gather_and_after_one_for_few_they_do_not()
    {
        var channel = new ChannelUnderTest(new SseOptions { MaxConnectionsPerUser = 1_000 });
        for (var i = 0; i < 500; i++)
            channel.Connect("many");
        channel.Connect("ada");
        Assert.That(channel.Broadcaster.SettledAsync(CancellationToken.None).IsCompleted, Is.True, "nothing was sent");

        await channel.PublishAsync("few", "ada");
        Assert.That(channel.Broadcaster.SettledAsync(CancellationToken.None).IsCompleted, Is.True, "one stream");
        await channel.PublishAsync("many", "many");
        var settled = channel.Broadcaster.SettledAsync(CancellationToken.None);
        channel.Clock.Advance(TimeSpan.FromMilliseconds(4));
        Assert.That(settled.IsCompleted, Is.False, "500 streams take about 5 ms");
        channel.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await settled.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(channel.Broadcaster.SettledAsync(CancellationToken.None).IsCompleted, Is.True);
    }

    [Test]
    public async Task A_full_server_asks_to_come_back_later()
    {
        var channel = new ChannelUnderTest(new SseOptions { MaxConnections = 1 });
        var first = channel.Connect("ada");

        var second = new Reader(channel.Connect("bob"));
        var events = await second.ReadToEndAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.CloseReason, Is.Null);
            Assert.That(events, Is.Empty);
            Assert.That(second.Parser.Retry, Is.InRange(1_000, 3_000));
            Assert.That(channel.Broadcaster.ConnectionCount, Is.EqualTo(1));
        }
        channel.Broadcaster.Disconnect(first);
        Assert.That(channel.Connect("bob").CloseReason, Is.Null, "there is room again");
    }

    [Test]
    public async Task Closing_a_session_ends_its_streams_with_a_last_event_and_leaves_the_others()
    {
        var channel = new ChannelUnderTest();
        var (tab1, tab2) = (new Reader(channel.Connect("ada", session: "one")), new Reader(channel.Connect("ada", session: "one")));
        var phone = channel.Connect("ada", session: "two");
        var namesake = channel.Connect("bob", session: "one");

        channel.Broadcaster.Close(new SseClient("ada", "one"), "force_logout", """{"reason":"r"}""");

        foreach (var tab in new[] { tab1, tab2 })
        {
            var events = await tab.ReadToEndAsync();
            Assert.That(events.Select(e => e.Data), Is.EqualTo(new[] { """{"type":"force_logout","data":{"reason":"r"}}""" }));
        }
        Assert.That(new[] { phone.CloseReason, namesake.CloseReason }, Is.All.Null);
    }

    [Test]
    public async Task A_stopping_server_ends_all_streams_and_opens_none()
    {
        var channel = new ChannelUnderTest();
        var open = new Reader(channel.Connect("ada"));

        channel.Broadcaster.Stop();
        var late = new Reader(channel.Connect("bob"));

        await open.ReadToEndAsync();
        await late.ReadToEndAsync();
        Assert.That(new[] { open.Parser.Retry, late.Parser.Retry }, Is.All.InRange(1_000, 3_000));
    }

    [Test]
    public async Task A_silent_stream_gets_a_comment_and_a_busy_one_none()
    {
        var channel = new ChannelUnderTest();
        var (silent, busy) = (new Reader(channel.Connect("ada")), new Reader(channel.Connect("bob")));
        for (var tick = 1; tick < SseBroadcaster.TicksPerKeepAlive; tick++)
            channel.Broadcaster.Tick();
        await channel.PublishAsync("e", "bob");
        await busy.ReadAsync(1);

        channel.Broadcaster.Tick();
        await channel.PublishToAllAsync("end");

        await silent.ReadAsync(1);
        await busy.ReadAsync(2);
        Assert.That((silent.Parser.Comments, busy.Parser.Comments), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Whoever_leaves_is_forgotten_also_when_leaving_twice()
    {
        var channel = new ChannelUnderTest();
        var connection = channel.Connect("ada");
        var reader = new Reader(connection);

        await reader.LeaveAsync();
        await reader.Pump;
        channel.Broadcaster.Disconnect(connection);
        channel.Broadcaster.Disconnect(connection);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(channel.Broadcaster.ConnectionCount, Is.Zero);
            Assert.That(channel.Broadcaster.Clients, Is.Empty);
            Assert.That(connection.CloseReason, Is.EqualTo(SseCloseReason.ClientGone));
        }
    }

    [Test]
    public async Task An_event_that_the_log_delivers_twice_is_sent_once()
    {
        var channel = new ChannelUnderTest();
        var reader = new Reader(channel.Connect("ada"));
        Action<IReadOnlyList<SseEvent>> deliver = _ => { };
        var log = new Moq.Mock<IEventLog>();
        log.Setup(l => l.OpenAsync(
            Moq.It.IsAny<Action<IReadOnlyList<SseEvent>>>(), Moq.It.IsAny<Action<SessionEnd>>(), Moq.It.IsAny<CancellationToken>()))
            .Callback((Action<IReadOnlyList<SseEvent>> d, Action<SessionEnd> _, CancellationToken _) => deliver = d)
                .Returns(Task.CompletedTask);
        var broadcaster = new SseBroadcaster(
            log.Object, StreamReset.Event, Microsoft.Extensions.Options.Options.Create(new SseOptions()), channel.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<SseBroadcaster>.Instance);
        await broadcaster.StartAsync(CancellationToken.None);
        reader = new Reader(broadcaster.Connect(new SseClient("ada", "s"), null));
        SseEvent Event(long id) => new(id, new SseMessage(id, channel.Clock.GetUtcNow().UtcDateTime, $"e{id}", "{}", ["ada"]));

        deliver([Event(1), Event(2)]);
        deliver([Event(2), Event(3)]);

        Assert.That(await TypesAsync(reader, 3), Is.EqualTo(new[] { "e1", "e2", "e3" }));
    }

    [Test]
    public async Task Hundreds_of_streams_get_each_event_once_and_in_order_while_others_come_and_go()
    {
        var channel = new ChannelUnderTest(new SseOptions { MaxConnectionsPerUser = 2_000 });
        var staying = Enumerable.Range(0, 300).Select(_ => new Reader(channel.Connect("ada"))).ToList();
        var done = false;
        var visits = new List<string[]>();
        var coming = Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                var visitor = new Reader(channel.Connect("bob", "0"));
                await visitor.LeaveAsync();
                visits.Add([.. (await visitor.ReadToEndAsync()).Select(e => e.LastEventId)]);
            }
        });

        for (var i = 0; i < 40; i++)
            await (i % 4 == 0 ? channel.PublishPageToAllAsync(10) : channel.PublishPageToAllAsync(1));   // a lone event goes out in parallel
        Volatile.Write(ref done, true);
        await coming;

        var expected = Enumerable.Range(1, 130).Select(number => $"{number}").ToArray();
        foreach (var reader in staying)
            Assert.That((await reader.ReadAsync(130)).Select(e => e.LastEventId), Is.EqualTo(expected));
        foreach (var visit in visits)
            Assert.That(visit, Is.EqualTo(expected.Take(visit.Length)), "from the first one, without a hole");
    }

    /// <summary>
    /// Random writers and a client that disconnects and resumes at random: it sees what is addressed to it, once, in order.
    /// </summary>
    [Test]
    public async Task However_often_a_client_resumes_it_sees_each_event_once_and_in_order() =>
        await Gen.Select(Gen.Int[1, 400], Gen.Int[0, 1_000_000]).SampleAsync(async (count, seed) =>
        {
            var random = new Random(seed);
            var channel = new ChannelUnderTest(new SseOptions { QueueCapacity = 16 });
            var expected = new List<string>();
            var publishing = Task.Run(async () =>
            {
                var choice = new Random(seed + 1);
                for (var i = 0; i < count; i++)
                {
                    string[]? recipients = choice.Next(3) switch { 0 => ["ada"], 1 => ["bob"], _ => null };
                    if (recipients is null or ["ada"])
                        expected.Add($"e{i}");
                    await (recipients is null ? channel.PublishToAllAsync($"e{i}") : channel.PublishAsync($"e{i}", recipients));
                }
            });

            var seen = new List<string>();
            var position = "0";
            while (!publishing.IsCompleted || position != count.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                var reader = new Reader(channel.Connect("ada", position));
                await reader.ReadAsync(0);
                if (random.Next(3) == 0)
                    await Task.Yield();
                var finished = publishing.IsCompleted;
                await reader.LeaveAsync();
                var events = await reader.ReadToEndAsync();
                seen.AddRange(events.Select(e => e.Type));
                position = events.Count > 0 ? events[^1].LastEventId : position;
                if (finished && events.Count == 0)
                    break;
            }
            await publishing;
            var last = new Reader(channel.Connect("ada", position));
            seen.AddRange(await TypesAsync(last, expected.Count - seen.Count));
            return seen.SequenceEqual(expected);
        }, iter: 50);

    private static async Task<string[]> TypesAsync(Reader reader, int count) => [.. (await reader.ReadAsync(count)).Select(e => e.Type)];
}
