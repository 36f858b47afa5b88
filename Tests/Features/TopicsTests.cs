using System.Net;
using System.Text.Json;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

[Category("Features")]
public sealed class TopicsTests
{
    private Person _coach = null!;
    private Person _coachee = null!;
    private Guid _relationship;
    private int _year;
    private Guid _session;
    private LiveStream _stream = null!;

    [OneTimeSetUp]
    public async Task SignIn()
    {
        _coach = await SharedServer.Instance.SignInAsync("coach2@demo.test");
        _coachee = await SharedServer.Instance.SignInAsync("outsider@demo.test");
        _relationship = (await _coach.SendAsync(HttpMethod.Get, $"/users/{_coach.Id}/coaching-relationships"))[0].GetProperty("id")
            .GetGuid();
    }

    [OneTimeTearDown]
    public void Leave()
    {
        _coach.Dispose();
        _coachee.Dispose();
    }

    /// <summary>Each test has a session that is later than all before: there is no next one until the test makes it.</summary>
    [SetUp]
    public async Task NewSession()
    {
        _stream = await _coachee.OpenStreamAsync();
        _session = await CreateSessionAsync();
        await _stream.SkipToAsync("coaching_session_created");
    }

    [TearDown]
    public ValueTask CloseStream() => _stream.DisposeAsync();

    [Test]
    public async Task Topics_are_listed_in_the_order_in_which_they_came_up_and_both_learn_of_them()
    {
        var first = await AddAsync(_coach, "one");
        await AddAsync(_coachee, "");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await BodiesAsync(), Is.EqualTo(new[] { "one", "" }));
            Assert.That(first.EnumerateObject().Select(member => member.Name), Is.EquivalentTo(new[]
            {
                "id", "coaching_session_id", "body", "user_id", "priority", "status", "moved_from_session_id", "created_at", "updated_at",
            }));
            Assert.That(first.GetProperty("status").GetString(), Is.EqualTo("Open"));
            Assert.That(first.GetProperty("user_id").GetGuid(), Is.EqualTo(_coach.Id));
        }
        await ExpectEventsAsync(_session, _session);
    }

    [Test]
    public async Task A_topic_is_reworded_by_either_and_rated_by_the_coachee()
    {
        var topic = (await AddAsync(_coach, "one")).GetProperty("id");

        var reworded = await _coachee.SendAsync(HttpMethod.Put, Path(topic), new { body = "two" });
        var rated = await _coachee.SendAsync(HttpMethod.Patch, $"{Path(topic)}/rating", new { priority = "High" });
        var cleared = await _coachee.SendAsync(HttpMethod.Patch, $"{Path(topic)}/rating", new { priority = (string?)null });

        Assert.That(
            (reworded.GetProperty("body").GetString(), rated.GetProperty("priority").GetString(), cleared.GetProperty(
                "priority").ValueKind),
            Is.EqualTo(("two", "High", JsonValueKind.Null)));
        await ExpectEventsAsync(_session, _session, _session, _session);
    }

    [Test]
    public async Task A_new_order_names_each_topic_once()
    {
        var ids = new List<Guid>();
        foreach (var body in new[] { "one", "two", "three" })
            ids.Add((await AddAsync(_coach, body)).GetProperty("id").GetGuid());

        var reordered = await _coachee.SendAsync(HttpMethod.Patch, Path("reorder"), new { ordered_ids = new[] { ids[2], ids[0], ids[1] } });

        Assert.That(Bodies(reordered), Is.EqualTo(new[] { "three", "one", "two" }));
        foreach (var wrong in new[] { ids[..2], [ids[0], ids[1], ids[1]], [.. ids, Guid.NewGuid()] })
        {
            using var refused = await _coach.TrySendAsync(HttpMethod.Patch, Path("reorder"), new { ordered_ids = wrong });
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        }
        Assert.That(await BodiesAsync(), Is.EqualTo(new[] { "three", "one", "two" }));
        await ExpectEventsAsync(_session, _session, _session, _session);
    }

    [Test]
    public async Task A_deferred_topic_moves_to_the_next_session_and_can_be_taken_back()
    {
        var topic = (await AddAsync(_coach, "later")).GetProperty("id");
        var next = await CreateSessionAsync();

        var moved = await _coachee.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });
        using var underOrigin = await _coach.TrySendAsync(HttpMethod.Post, $"{Path(topic)}/undo");
        var back = await _coach.SendAsync(HttpMethod.Post, $"/coaching_sessions/{next}/topics/{topic}/undo");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(moved.GetProperty("coaching_session_id").GetGuid(), Is.EqualTo(next));
            Assert.That(moved.GetProperty("moved_from_session_id").GetGuid(), Is.EqualTo(_session));
            Assert.That(moved.GetProperty("status").GetString(), Is.EqualTo("Open"));
            Assert.That(underOrigin.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(back.GetProperty("coaching_session_id").GetGuid(), Is.EqualTo(_session));
            Assert.That(back.GetProperty("moved_from_session_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }
        await ExpectEventsAsync(_session, next, _session, _session, next);
    }

    [Test]
    public async Task Without_a_next_session_a_topic_is_held_until_one_is_arranged()
    {
        var topic = (await AddAsync(_coach, "held")).GetProperty("id");

        var held = await _coach.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });
        var undone = await _coach.SendAsync(HttpMethod.Post, $"{Path(topic)}/undo");
        await _coach.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });
        var again = await _coach.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });
        var next = await CreateSessionAsync();
        var carried = (await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{next}/topics"))[0];
        using var noWayBack = await _coach.TrySendAsync(HttpMethod.Post, $"/coaching_sessions/{next}/topics/{topic}/undo");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((held.GetProperty("status").GetString(), held.GetProperty("coaching_session_id").GetGuid()), Is.EqualTo(
                ("Deferred", _session)));
            Assert.That(undone.GetProperty("status").GetString(), Is.EqualTo("Open"));
            Assert.That(again.GetProperty("status").GetString(), Is.EqualTo("Deferred"));
            Assert.That(carried.GetProperty("status").GetString(), Is.EqualTo("Open"));
            Assert.That(carried.GetProperty("moved_from_session_id").GetGuid(), Is.EqualTo(_session));
            Assert.That(await BodiesAsync(), Is.Empty);
            Assert.That(noWayBack.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        }
        await ExpectEventsAsync(_session, _session, _session, _session, _session, next, _session);
    }

    [Test]
    public async Task A_deleted_topic_comes_back_for_who_brought_it_up_and_only_once()
    {
        var hers = (await AddAsync(_coachee, "hers")).GetProperty("id");
        var his = (await AddAsync(_coach, "his")).GetProperty("id");

        using var notHers = await _coachee.TrySendAsync(HttpMethod.Delete, Path(his));
        var deleted = await _coach.SendAsync(HttpMethod.Delete, Path(hers));
        var remaining = await BodiesAsync();
        var back = await _coachee.SendAsync(HttpMethod.Post, $"{Path(hers)}/undo");
        using var twice = await _coachee.TrySendAsync(HttpMethod.Post, $"{Path(hers)}/undo");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(notHers.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(deleted.GetProperty("id").ToString(), Is.EqualTo(hers.ToString()));
            Assert.That(remaining, Is.EqualTo(new[] { "his" }));
            Assert.That(back.GetProperty("body").GetString(), Is.EqualTo("hers"));
            Assert.That(await BodiesAsync(), Is.EqualTo(new[] { "hers", "his" }), "at its old place");
            Assert.That(twice.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        }
        await ExpectEventsAsync(_session, _session, _session, _session);
    }

    [Test]
    public async Task The_coach_who_deleted_a_coachees_topic_brings_it_back()
    {
        var hers = (await AddAsync(_coachee, "hers")).GetProperty("id");
        await _coach.SendAsync(HttpMethod.Delete, Path(hers));

        var back = await _coach.SendAsync(HttpMethod.Post, $"{Path(hers)}/undo");

        Assert.That(back.GetProperty("id").ToString(), Is.EqualTo(hers.ToString()));
        Assert.That(await BodiesAsync(), Is.EqualTo(new[] { "hers" }));
    }

    [Test]
    public async Task What_its_author_has_deleted_stays_deleted_for_the_other()
    {
        var hers = (await AddAsync(_coachee, "hers")).GetProperty("id");
        await _coachee.SendAsync(HttpMethod.Delete, Path(hers));

        using var undo = await _coach.TrySendAsync(HttpMethod.Post, $"{Path(hers)}/undo");

        Assert.That(undo.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_new_order_costs_nobody_the_undo_of_a_deferral()
    {
        var (held, other) = ((await AddAsync(_coach, "held")).GetProperty("id"), (await AddAsync(_coach, "other")).GetProperty("id"));
        await _coach.SendAsync(HttpMethod.Patch, $"{Path(held)}/status", new { status = "Deferred" });
        await _coachee.SendAsync(HttpMethod.Patch, Path("reorder"), new { ordered_ids = new[] { other.ToString(), held.ToString() } });

        var undone = await _coach.SendAsync(HttpMethod.Post, $"{Path(held)}/undo");

        Assert.That(undone.GetProperty("status").GetString(), Is.EqualTo("Open"));
        Assert.That(await BodiesAsync(), Is.EqualTo(new[] { "other", "held" }), "in their new order");
    }

    [Test]
    public async Task A_deferral_to_the_next_session_is_undone_after_a_new_order_there()
    {
        var topic = (await AddAsync(_coach, "moved")).GetProperty("id");
        var next = await CreateSessionAsync();
        await _coach.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });
        await _coach.SendAsync(
            HttpMethod.Patch, $"/coaching_sessions/{next}/topics/reorder", new { ordered_ids = new[] { topic.ToString() } });

        var back = await _coach.SendAsync(HttpMethod.Post, $"/coaching_sessions/{next}/topics/{topic}/undo");

        Assert.That(back.GetProperty("coaching_session_id").GetGuid(), Is.EqualTo(_session));
    }

    [Test]
    public async Task A_held_topic_is_opened_by_undo_whatever_happened_in_between()
    {
        var topic = (await AddAsync(_coachee, "held")).GetProperty("id");
        await _coach.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });
        await _coachee.SendAsync(HttpMethod.Patch, $"{Path(topic)}/rating", new { priority = "High" });

        var undone = await _coach.SendAsync(HttpMethod.Post, $"{Path(topic)}/undo");

        Assert.That((undone.GetProperty("status").GetString(), undone.GetProperty("priority").GetString()), Is.EqualTo(("Open", "High")));
    }

    [Test]
    public async Task Another_change_makes_a_deferral_final()
    {
        var topic = (await AddAsync(_coach, "x")).GetProperty("id");
        var next = await CreateSessionAsync();
        await _coach.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });

        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{next}/topics/{topic}", new { body = "y" });

        using var undo = await _coach.TrySendAsync(HttpMethod.Post, $"/coaching_sessions/{next}/topics/{topic}/undo");
        Assert.That(undo.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
    }

    [Test]
    public async Task Everybody_at_once_neither_loses_nor_doubles_a_place()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AddAsync(i % 2 == 0 ? _coach : _coachee, $"{i}")));
        var ids = answers.Select(answer => answer.GetProperty("id").GetGuid()).ToArray();

        var orders = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            (i % 2 == 0 ? _coach : _coachee)
                .SendAsync(HttpMethod.Patch, Path("reorder"), new { ordered_ids = ids.Skip(i).Concat(ids.Take(i)) })));

        var last = await _coach.SendAsync(HttpMethod.Get, Path(""));
        Assert.That(last.GetArrayLength(), Is.EqualTo(20));
        Assert.That(orders.Select(order => string.Join(',', Bodies(order))), Has.Some.EqualTo(
            string.Join(',', Bodies(last))), "one order won, whole");
    }

    [Test]
    public async Task A_session_goes_with_its_topics_and_those_deferred_from_it_stay()
    {
        var topic = (await AddAsync(_coach, "moved")).GetProperty("id");
        await AddAsync(_coach, "stays");
        var next = await CreateSessionAsync();
        await _coach.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });

        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{_session}");

        var left = (await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{next}/topics"))[0];
        using var undo = await _coach.TrySendAsync(HttpMethod.Post, $"/coaching_sessions/{next}/topics/{topic}/undo");
        Assert.That(
            (left.GetProperty("body").GetString(), left.GetProperty("moved_from_session_id").ValueKind, undo.StatusCode),
            Is.EqualTo(("moved", JsonValueKind.Null, HttpStatusCode.UnprocessableEntity)));
    }

    [Test]
    public async Task A_topic_that_moved_on_comes_back_although_its_first_session_is_gone()
    {
        var topic = (await AddAsync(_coach, "wandering")).GetProperty("id");
        var second = await CreateSessionAsync();
        await _coach.SendAsync(HttpMethod.Patch, $"{Path(topic)}/status", new { status = "Deferred" });
        var third = await CreateSessionAsync();
        await _coach.SendAsync(HttpMethod.Patch, $"/coaching_sessions/{second}/topics/{topic}/status", new { status = "Deferred" });
        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{_session}");

        var back = await _coach.SendAsync(HttpMethod.Post, $"/coaching_sessions/{third}/topics/{topic}/undo");

        Assert.That(
            (back.GetProperty("coaching_session_id").GetGuid(), back.GetProperty("moved_from_session_id").ValueKind),
            Is.EqualTo((second, JsonValueKind.Null)));
    }

    private string Path(object topic) => $"/coaching_sessions/{_session}/topics/{topic}".TrimEnd('/');

    private Task<JsonElement> AddAsync(Person person, string body) => person.SendAsync(HttpMethod.Post, Path(""), new { body });

    private async Task<Guid> CreateSessionAsync() => (await _coach.SendAsync(
        HttpMethod.Post, "/coaching_sessions",
        new { coaching_relationship_id = _relationship, date = $"{2100 + _year++}-01-01" })).GetProperty("id").GetGuid();

    private async Task<IEnumerable<string?>> BodiesAsync() => Bodies(await _coach.SendAsync(HttpMethod.Get, Path("")));

    private static IEnumerable<string?> Bodies(JsonElement topics) =>
        topics.EnumerateArray().Select(topic => topic.GetProperty("body").GetString());

    /// <summary>The stream has exactly these, in this order; an action follows to show that nothing else was on its way.</summary>
    private async Task ExpectEventsAsync(params Guid[] sessions)
    {
        await _coach.CreateActionAsync(_session, "the end");
        var seen = new List<Guid>();
        ParsedEvent next;
        while ((next = await _stream.NextAsync()).Type != "action_created")
        {
            if (next.Type == "topics_changed")
                seen.Add(JsonDocument.Parse(next.Data).RootElement.GetProperty("data").GetProperty("coaching_session_id").GetGuid());
        }
        Assert.That(seen, Is.EqualTo(sessions));
    }
}
