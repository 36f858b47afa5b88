using System.Net;
using System.Text.Json;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>Each test has a server of its own: how many goals are in progress is the point.</summary>
[Category("Features")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GoalsTests
{
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _coachee = null!;
    private Guid _relationship;

    [SetUp]
    public async Task StartWithoutGoals()
    {
        _server = PlatformServer.Start();
        _coach = await _server.SignInAsync("coach@demo.test");
        _coachee = await _server.SignInAsync("coachee@demo.test");
        var relationships = await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/coaching-relationships");
        _relationship = relationships[0].GetProperty("id").GetGuid();
        foreach (var goal in (await ListAsync()).EnumerateArray())
            await _coach.SendAsync(HttpMethod.Delete, $"/goals/{goal.GetProperty("id")}");
    }

    [TearDown]
    public void Stop()
    {
        _coach.Dispose();
        _coachee.Dispose();
        _server.Dispose();
    }

    [Test]
    public async Task A_goal_set_in_a_session_is_linked_to_it_in_progress_and_announced_once()
    {
        var session = await CreateSessionAsync();
        await using var stream = await _coachee.OpenStreamAsync();

        var goal = await _coach.SendAsync(HttpMethod.Post, "/goals", new
        {
            id = "",
            user_id = "",
            coaching_relationship_id = _relationship,
            created_in_session_id = session,
            title = "Lead",
            body = "",
            status = "NotStarted",
            target_date = "2031-06-30T23:00:00Z",
            completed_at = "2026-06-01T00:00:00Z",
        });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(goal.GetProperty("status").GetString(), Is.EqualTo("InProgress"));
            Assert.That(goal.GetProperty("body").GetString(), Is.Empty);
            Assert.That(goal.GetProperty("target_date").GetString(), Is.EqualTo("2031-06-30"));
            Assert.That(goal.GetProperty("completed_at").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(goal.EnumerateObject().Count(), Is.EqualTo(12));
        }
        Assert.That((await stream.SkipToAsync("goal_created")).GetProperty("goal").ToString(), Is.EqualTo(goal.ToString()));
        Assert.That(stream.TakeAll(), Is.Empty);
        Assert.That(
            (await _coachee.SendAsync(HttpMethod.Get, $"/coaching_sessions/{session}/goals"))[0].ToString(), Is.EqualTo(goal.ToString()));
        Assert.That((await _coachee.SendAsync(HttpMethod.Get, $"/goals/{goal.GetProperty("id")}")).ToString(), Is.EqualTo(goal.ToString()));
    }

    [Test]
    public async Task The_fourth_goal_in_progress_is_refused_with_the_three_that_are()
    {
        var ids = new List<Guid>();
        foreach (var title in new[] { "one", "two", "three" })
            ids.Add((await CreateAsync(title, "InProgress")).GetProperty("id").GetGuid());
        var waiting = (await CreateAsync("four", "NotStarted")).GetProperty("id");
        var session = await CreateSessionAsync();

        foreach (var (method, path, body) in new (HttpMethod, string, object)[]
        {
            (HttpMethod.Post, "/goals", new { coaching_relationship_id = _relationship, status = "InProgress" }),
            (HttpMethod.Post,
                "/goals", new { coaching_relationship_id = _relationship, status = "OnHold", created_in_session_id = session }),
            (HttpMethod.Put, $"/goals/{waiting}", new { coaching_relationship_id = _relationship, status = "InProgress" }),
            (HttpMethod.Put, $"/goals/{waiting}/status", new { status = "InProgress" }),
            (HttpMethod.Post, $"/coaching_sessions/{session}/goals", new { goal_id = waiting.ToString() }),
        })
        {
            using var answer = await _coachee.TrySendAsync(method, path, body);
            var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict), $"{method} {path}");
            Assert.That(error.GetProperty("error").GetString(), Is.EqualTo("conflict"));
            var details = error.GetProperty("details");
            Assert.That(details.GetProperty("max_in_progress_goals").GetInt32(), Is.EqualTo(3));
            Assert.That(details.GetProperty("in_progress_goals").EnumerateArray().Select(
                goal => goal.GetProperty("id").GetGuid()), Is.EqualTo(ids));
            Assert.That(details.GetProperty("in_progress_goals")[0].GetProperty("title").GetString(), Is.EqualTo("one"));
        }
        Assert.That(
            (await _coach.SendAsync(HttpMethod.Get, $"/goals/{waiting}")).GetProperty("status").GetString(), Is.EqualTo("NotStarted"));
        await _coach.SendAsync(HttpMethod.Put,
            $"/goals/{ids[0]}", new { coaching_relationship_id = _relationship, status = "InProgress", title = "still one" });
    }

    [Test]
    public async Task Many_at_the_same_moment_never_exceed_the_limit()
    {
        var session = await CreateSessionAsync();
        var waiting = new List<Guid>();
        for (var i = 0; i < 6; i++)
            waiting.Add((await CreateAsync($"waiting {i}", "OnHold")).GetProperty("id").GetGuid());
        await using var stream = await _coachee.OpenStreamAsync();

        var answers = await Task.WhenAll(waiting.Select((goal, i) => (i % 2 == 0 ? _coach : _coachee).TrySendAsync(
            HttpMethod.Post, $"/coaching_sessions/{session}/goals", new { goal_id = goal })));

        var linked = await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{session}/goals");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), Is.EqualTo(3));
            Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict), Is.EqualTo(3));
            Assert.That((await ListAsync("&status=InProgress")).GetArrayLength(), Is.EqualTo(3));
            Assert.That(linked.GetArrayLength(), Is.EqualTo(3));
        }
        for (var i = 0; i < 3; i++)
        {
            var link = await stream.SkipToAsync("coaching_session_goal_created");
            var updated = (await stream.NextAsync("goal_updated")).GetProperty("goal");
            Assert.That(updated.GetProperty("id").ToString(), Is.EqualTo(link.GetProperty("goal_id").ToString()));
            Assert.That(updated.GetProperty("status").GetString(), Is.EqualTo("InProgress"), "the event shows the promoted goal");
        }
    }

    [Test]
    public async Task Linking_twice_and_linking_what_is_over_or_foreign_is_refused()
    {
        var session = await CreateSessionAsync();
        var goal = (await CreateAsync("g", "InProgress")).GetProperty("id").GetGuid();
        var over = (await CreateAsync("o", "WontDo")).GetProperty("id").GetGuid();
        using var coach2 = await _server.SignInAsync("coach2@demo.test");
        var elsewhere = (await coach2.SendAsync(HttpMethod.Get, $"/users/{coach2.Id}/coaching-relationships"))[0].GetProperty("id");
        var foreign = (await coach2.SendAsync(HttpMethod.Get, $"/goals?coaching_relationship_id={elsewhere}"))[0].GetProperty("id")
            .GetGuid();
        await LinkAsync(session, goal, HttpStatusCode.Created, null);

        await LinkAsync(session, goal, HttpStatusCode.Conflict, "goal_already_linked_to_session");
        await LinkAsync(session, over, HttpStatusCode.UnprocessableEntity, "cannot_link_completed_goal");
        await LinkAsync(session, foreign, HttpStatusCode.NotFound, "not_found");
        using var overInSession = await _coach.TrySendAsync(
            HttpMethod.Post, "/goals",
            new { coaching_relationship_id = _relationship, status = "Completed", created_in_session_id = session });
        using var foreignForAction = await _coach.TrySendAsync(
            HttpMethod.Post, "/actions", new { coaching_session_id = session, status = "NotStarted", goal_id = foreign });

        Assert.That((overInSession.StatusCode, foreignForAction.StatusCode), Is.EqualTo(
            (HttpStatusCode.UnprocessableEntity, HttpStatusCode.NotFound)));
        Assert.That((await ListAsync()).GetArrayLength(), Is.EqualTo(2), "nothing was stored");
    }

    [Test]
    public async Task A_new_session_takes_over_what_is_in_progress()
    {
        var first = (await CreateAsync("first", "InProgress")).GetProperty("id").ToString();
        await CreateAsync("waiting", "OnHold");
        var second = (await CreateAsync("second", "InProgress")).GetProperty("id").ToString();
        await using var stream = await _coachee.OpenStreamAsync();

        var session = await CreateSessionAsync();

        Assert.That(
            (await stream.SkipToAsync("coaching_session_created")).GetProperty("coaching_session_id").GetGuid(), Is.EqualTo(session));
        await stream.NextAsync("coaching_session_title_updated");
        foreach (var expected in new[] { first, second })
        {
            var link = await stream.NextAsync("coaching_session_goal_created");
            Assert.That(link.ToString(), Is.EqualTo(
                $$"""{"coaching_relationship_id":"{{_relationship}}","coaching_session_id":"{{session}}","goal_id":"{{expected}}"}"""));
        }
        var all = (await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/goals?coaching_session_ids={session},%20{session}"))
            .GetProperty("session_goals");
        Assert.That(Titles(all.GetProperty(session.ToString())), Is.EqualTo(new[] { "first", "second" }));
        var batch = (await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/goals?coaching_relationship_id={_relationship}"))
            .GetProperty("session_goals");
        Assert.That(batch.EnumerateObject().Count(), Is.EqualTo(4), "three demo sessions without goals now, and this one");
    }

    [Test]
    public async Task Unlinking_keeps_the_status_and_deleting_takes_the_links_and_leaves_the_actions()
    {
        var session = await CreateSessionAsync();
        var goal = (await CreateAsync("g", "InProgress")).GetProperty("id").GetGuid();
        await LinkAsync(session, goal, HttpStatusCode.Created, null);
        var action = await _coach.SendAsync(
            HttpMethod.Post, "/actions", new { coaching_session_id = session, status = "NotStarted", goal_id = goal });
        await using var stream = await _coachee.OpenStreamAsync();

        var unlinked = await _coachee.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{session}/goals/{goal}");
        await LinkAsync(session, goal, HttpStatusCode.Created, null);
        Assert.That((await _coach.SendAsync(HttpMethod.Get, $"/goals/{goal}/sessions"))[0].GetProperty(
            "coaching_session_id").GetGuid(), Is.EqualTo(session));
        await _coachee.SendAsync(HttpMethod.Delete, $"/goals/{goal}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(unlinked.ToString(), Is.EqualTo($$"""{"goal_id":"{{goal}}"}"""));
            Assert.That(action.GetProperty("goal_id").GetGuid(), Is.EqualTo(goal));
            Assert.That((await stream.SkipToAsync("coaching_session_goal_deleted")).GetProperty("goal_id").GetGuid(), Is.EqualTo(goal));
            await stream.NextAsync("coaching_session_goal_created");
            Assert.That((await stream.NextAsync("goal_deleted")).GetProperty("goal_id").GetGuid(), Is.EqualTo(goal));
            Assert.That((await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{session}/goals")).GetArrayLength(), Is.Zero);
            Assert.That((await _coach.SendAsync(HttpMethod.Get, $"/actions/{action.GetProperty("id")}")).GetProperty(
                "goal_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }
    }

    [Test]
    public async Task A_deleted_session_leaves_the_goals_that_were_set_in_it()
    {
        var session = await CreateSessionAsync();
        var goal = (await _coach.SendAsync(
            HttpMethod.Post, "/goals",
            new { coaching_relationship_id = _relationship, status = "InProgress", created_in_session_id = session })).GetProperty("id");

        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{session}");

        var left = await _coach.SendAsync(HttpMethod.Get, $"/goals/{goal}");
        Assert.That(left.GetProperty("created_in_session_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await _coach.SendAsync(HttpMethod.Get, $"/goals/{goal}/sessions")).GetArrayLength(), Is.Zero);
    }

    [TestCase("", new[] { "b", "c", "a" })]
    [TestCase("&sort_by=title", new[] { "a", "b", "c" })]
    [TestCase("&sort_order=desc", new[] { "c", "b", "a" })]
    [TestCase("&sort_by=created_at&sort_order=desc", new[] { "a", "c", "b" })]
    [TestCase("&status=OnHold", new[] { "c" })]
    public async Task Goals_are_sorted_and_filtered_as_asked(string query, string[] expected)
    {
        foreach (var (title, status) in new[] { ("b", "NotStarted"), ("c", "OnHold"), ("a", "NotStarted") })
            await CreateAsync(title, status);

        Assert.That(Titles(await ListAsync(query)), Is.EqualTo(expected));
        Assert.That(Titles(await _coach.SendAsync(HttpMethod.Get, $"/users/{_coach.Id}/goals?status=on_hold")), Is.EqualTo(new[] { "c" }));
    }

    [TestCase("", 400)]
    [TestCase("?coaching_session_ids=7", 400)]
    [TestCase("?coaching_relationship_id=7", 400)]
    [TestCase("?coaching_session_ids=11111111-1111-4111-8111-111111111111", 404)]
    [TestCase("?coaching_session_ids=11111111-1111-4111-8111-111111111111&coaching_relationship_id=11111111-1111-4111-8111-111111111111", 400)]
    public async Task The_batch_takes_exactly_one_filter(string query, int status)
    {
        using var answer = await _coach.Http.GetAsync($"/coaching_sessions/goals{query}");

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Progress_counts_the_actions_that_serve_a_goal_and_the_sessions_that_work_on_it()
    {
        var session = await CreateSessionAsync();
        var goal = (await CreateAsync("g", "InProgress")).GetProperty("id").GetGuid();
        await CreateAsync("other", "OnHold");
        await LinkAsync(session, goal, HttpStatusCode.Created, null);
        foreach (var (status, due, assignee) in new[]
        {
            ("Completed", "2031-01-01", _coachee.Id), ("WontDo", "2031-03-01", _coachee.Id), ("NotStarted", "2031-02-01", _coach.Id),
        })
        {
            await _coach.SendAsync(HttpMethod.Post,
                "/actions", new { coaching_session_id = session, status, due_by = due, goal_id = goal, assignee_ids = new[] { assignee } });
        }
        var organization = (await _coach.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id");
        var list = $"/organizations/{organization}/coaching_relationships/{_relationship}/goal_progress";

        var progress = await _coachee.SendAsync(HttpMethod.Get, $"/goals/{goal}/progress");
        var ofCoachee = (await _coachee.SendAsync(HttpMethod.Get, $"{list}?assignee=coachee&coaching_session_id={session}"))
            .GetProperty("goal_progress");
        var all = (await _coachee.SendAsync(HttpMethod.Get, $"{list}?sort_by=created_at&sort_order=desc")).GetProperty("goal_progress");
        var none = (await _coachee.SendAsync(HttpMethod.Get, $"{list}?limit=0")).GetProperty("goal_progress");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(progress.ToString(), Is.EqualTo(
                """{"progress":"SolidMomentum","actions_completed":1,"actions_total":3,"linked_coaching_session_count":1,"""
                + "\"last_coaching_session_date\":\"2033-01-01T00:00:00\",\"next_action_due\":\"2031-02-01T00:00:00Z\"}"));
            Assert.That(ofCoachee.GetArrayLength(), Is.EqualTo(1));
            Assert.That(ofCoachee[0].GetProperty("progress_metrics").GetProperty("actions_total").GetInt32(), Is.EqualTo(2));
            Assert.That(ofCoachee[0].GetProperty("progress_metrics").GetProperty("next_action_due").GetString(), Is.EqualTo(
                "2031-03-01T00:00:00Z"));
            Assert.That(Titles(all), Is.EqualTo(new[] { "other", "g" }));
            Assert.That(all[0].EnumerateObject().Select(member => member.Name), Is.EquivalentTo(new[]
            {
                "goal_id", "coaching_relationship_id",
                    "title", "body", "status", "status_changed_at", "target_date", "created_at", "updated_at", "progress_metrics",
            }));
            Assert.That(
                all[0].GetProperty("progress_metrics").GetProperty("last_coaching_session_date").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(none.GetArrayLength(), Is.Zero);
        }
        foreach (var wrong in new[] { "assignee=boss", $"assignee={Guid.NewGuid()}", "limit=-1", "limit=x", "sort_by=title" })
        {
            using var refused = await _coach.Http.GetAsync($"{list}?{wrong}");
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), wrong);
        }
    }

    private Task<JsonElement> ListAsync(string query = "") =>
        _coach.SendAsync(HttpMethod.Get, $"/goals?coaching_relationship_id={_relationship}{query}");

    private Task<JsonElement> CreateAsync(string title, string status) =>
        _coach.SendAsync(HttpMethod.Post, "/goals", new { coaching_relationship_id = _relationship, title, status });

    private async Task<Guid> CreateSessionAsync() => (await _coach.SendAsync(
        HttpMethod.Post, "/coaching_sessions",
        new { coaching_relationship_id = _relationship, date = "2033-01-01" })).GetProperty("id").GetGuid();

    private async Task LinkAsync(Guid session, Guid goal, HttpStatusCode status, string? error)
    {
        using var answer = await _coachee.TrySendAsync(HttpMethod.Post, $"/coaching_sessions/{session}/goals", new { goal_id = goal });
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.That((answer.StatusCode, body.TryGetProperty("error", out var code) ? code.GetString() : null), Is.EqualTo((status, error)));
    }

    private static IEnumerable<string?> Titles(JsonElement goals) =>
        goals.EnumerateArray().Select(goal => goal.GetProperty("title").GetString());
}
