using System.Net;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>What the routes answer, by the contract.</summary>
[Category("Features")]
public sealed class RestTests
{
    private static readonly Guid Session = DemoData.TodaysSessionId;
    private Person _coach = null!;
    private Person _coachee = null!;
    private Guid _relationship;

    private static PlatformServer Server => SharedServer.Instance;

    [OneTimeSetUp]
    public async Task SignIn()
    {
        _coach = await Server.SignInAsync("coach@demo.test");
        _coachee = await Server.SignInAsync("coachee@demo.test");
        _relationship = (await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{Session}")).GetProperty("coaching_relationship_id")
            .GetGuid();
    }

    [OneTimeTearDown]
    public void Leave()
    {
        _coach.Dispose();
        _coachee.Dispose();
    }

    [Test]
    public async Task A_create_is_201_with_its_address_and_the_envelope_says_so_too()
    {
        using var answer = await _coach.TrySendAsync(
            HttpMethod.Post, "/actions",
            new { coaching_session_id = Session, status = "not_started", body = "b", due_by = "2026-06-14T10:00:00.000-07:00" });
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        var action = body.GetProperty("data");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(answer.Headers.Location?.ToString(), Is.EqualTo($"/actions/{action.GetProperty("id")}"));
            Assert.That(body.GetProperty("status_code").GetInt32(), Is.EqualTo(201));
            Assert.That(action.GetProperty("due_by").GetString(), Is.EqualTo("2026-06-14T17:00:00Z"));
            Assert.That(action.GetProperty("status").GetString(), Is.EqualTo("NotStarted"));
            Assert.That(action.GetProperty("goal_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(action.GetProperty("assignee_ids").GetArrayLength(), Is.Zero);
            Assert.That(action.EnumerateObject().Count(), Is.EqualTo(11));
            Assert.That(
                (await _coachee.SendAsync(HttpMethod.Get, answer.Headers.Location!.ToString())).ToString(), Is.EqualTo(action.ToString()));
        }
    }

    [Test]
    public async Task An_update_replaces_everything_but_keeps_unmentioned_assignees()
    {
        var action = await _coach.SendAsync(HttpMethod.Post, "/actions", new
        {
            coaching_session_id = Session,
            status = "NotStarted",
            body = "b",
            due_by = "2026-06-14",
            assignee_ids = new[] { _coach.Id, _coachee.Id, _coach.Id },
        });

        var updated = await _coachee.SendAsync(
            HttpMethod.Put, $"/actions/{action.GetProperty("id")}", new { coaching_session_id = Session, status = "NotStarted" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(updated.GetProperty("body").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(updated.GetProperty("due_by").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(Ids(updated.GetProperty("assignee_ids")), Is.EquivalentTo(new[] { _coach.Id, _coachee.Id }));
            Assert.That(updated.GetProperty("user_id").GetGuid(), Is.EqualTo(_coach.Id), "the author stays");
            Assert.That(
                updated.GetProperty("status_changed_at").ToString(), Is.EqualTo(action.GetProperty("status_changed_at").ToString()));
            Assert.That(updated.GetProperty("updated_at").ToString(), Is.GreaterThan(action.GetProperty("updated_at").ToString()));
        }
    }

    [Test]
    public async Task A_status_is_set_by_body_or_query_and_dated_when_it_changes()
    {
        var action = await _coach.CreateActionAsync(Session, "in time");
        var path = $"/actions/{action.GetProperty("id")}/status";

        var started = await _coachee.SendAsync(HttpMethod.Put, path, new { status = "InProgress" });
        var again = await _coach.SendAsync(HttpMethod.Put, path, new { status = "InProgress" });
        var held = await _coach.SendAsync(HttpMethod.Put, $"{path}?status=on_hold");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(started.GetProperty("status").GetString(), Is.EqualTo("InProgress"));
            Assert.That(started.GetProperty("status_changed_at").GetDateTime(), Is.GreaterThan(
                action.GetProperty("status_changed_at").GetDateTime()));
            Assert.That(again.GetProperty("status_changed_at").ToString(), Is.EqualTo(started.GetProperty("status_changed_at").ToString()));
            Assert.That((held.GetProperty("status").GetString(), held.GetProperty("body").GetString()), Is.EqualTo(("OnHold", "in time")));
        }
    }

    [TestCase("&sort_by=created_at&sort_order=desc", new[] { "early", "never", "late" })]
    [TestCase("", new[] { "late", "never", "early" })]
    [TestCase("&sort_by=due_by", new[] { "early", "late", "never" })]
    [TestCase("&sort_order=desc", new[] { "never", "late", "early" })]
    public async Task Actions_are_sorted_as_asked(string sort, string[] expected)
    {
        var session = await CreateSessionAsync(new { coaching_relationship_id = _relationship, date = "2031-01-01" });
        foreach (var (body, due) in new[] { ("late", "2031-03-01"), ("never", null), ("early", "2031-02-01") })
            await _coach.SendAsync(
                HttpMethod.Post, "/actions", new { coaching_session_id = session, status = "NotStarted", body, due_by = due });

        var actions = await _coach.SendAsync(HttpMethod.Get, $"/actions?coaching_session_id={session}{sort}");

        Assert.That(actions.EnumerateArray().Select(action => action.GetProperty("body").GetString()), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_deleted_action_is_gone_and_its_session_can_be_deleted()
    {
        var session = await CreateSessionAsync(new { coaching_relationship_id = _relationship, date = "2031-01-01" });
        var action = (await _coach.CreateActionAsync(session, "x")).GetProperty("id");

        var deleted = await _coach.SendAsync(HttpMethod.Delete, $"/actions/{action}");
        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{session}");

        using var goneAction = await _coach.TrySendAsync(HttpMethod.Get, $"/actions/{action}");
        using var goneSession = await _coach.TrySendAsync(HttpMethod.Get, $"/coaching_sessions/{session}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(deleted.GetProperty("id").ToString(), Is.EqualTo(action.ToString()));
            Assert.That((goneAction.StatusCode, goneSession.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
        }
    }

    [Test]
    public async Task A_session_starts_when_asked_lasts_as_long_as_usual_and_has_a_document()
    {
        var id = await CreateSessionAsync(
            new { coaching_relationship_id = _relationship, date = "2031-01-01T10:00:59", title = "  Plan  ", id = "", provider = "zoom" });

        var session = await _coachee.SendAsync(HttpMethod.Get, $"/coaching_sessions/{id}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(session.GetProperty("date").GetString(), Is.EqualTo("2031-01-01T10:00:00"));
            Assert.That(session.GetProperty("duration_minutes").GetInt32(), Is.EqualTo(60));
            Assert.That(session.GetProperty("title").GetString(), Is.EqualTo("Plan"));
            Assert.That(session.GetProperty("provider").GetString(), Is.EqualTo("zoom"));
            Assert.That(
                session.GetProperty("collab_document_name").GetString(), Does.Match("^demo-harbour\\.cleo-eli\\.[0-9a-f-]{36}-v0$"));
            Assert.That(session.TryGetProperty("display_title", out _), Is.False);
        }
    }

    [Test]
    public async Task Changing_a_session_clears_a_title_that_is_null_and_keeps_one_that_is_absent()
    {
        var id = await CreateSessionAsync(
            new { coaching_relationship_id = _relationship, date = "2031-01-01", title = "T", duration_minutes = 30 });

        var kept = await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = "2031-01-02T08:00:30" });
        var cleared = await _coach.SendAsync(
            HttpMethod.Put, $"/coaching_sessions/{id}", new { date = "2031-01-02T08:00:30", title = (string?)null });
        var untouched = await _coach.SendAsync(HttpMethod.Patch, $"/coaching_sessions/{id}/title", new { });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(kept.GetProperty("title").GetString(), Is.EqualTo("T"));
            Assert.That(kept.GetProperty("date").GetString(), Is.EqualTo("2031-01-02T08:00:30"), "only a new session is cut to the minute");
            Assert.That(kept.GetProperty("duration_minutes").GetInt32(), Is.EqualTo(30));
            Assert.That(cleared.GetProperty("title").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(untouched.GetProperty("ical_sequence").GetInt32(), Is.EqualTo(2));
        }
    }

    [Test]
    public async Task The_coachee_sees_sessions_come_move_and_go()
    {
        await using var stream = await _coachee.OpenStreamAsync();

        var id = await CreateSessionAsync(new { coaching_relationship_id = _relationship, date = "2031-01-01" });
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = "2031-01-02" });
        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{id}");

        foreach (var type in new[] { "coaching_session_created", "coaching_session_updated", "coaching_session_deleted" })
        {
            Assert.That(
                (await stream.SkipToAsync(type)).ToString(),
                Is.EqualTo($$"""{"coaching_relationship_id":"{{_relationship}}","coaching_session_id":"{{id}}"}"""));
        }
    }

    [TestCase("2032-01-01", "2032-01-01", new[] { "first", "midnight less a second" })]
    [TestCase("2032-01-02", "2032-01-02", new[] { "second" })]
    [TestCase("0001-01-01", "9999-12-31", new[] { "first", "midnight less a second", "second" })]
    [TestCase("2032-01-02", "2032-01-01", new string[0])]
    public async Task The_span_of_days_includes_both_ends(string from, string to, string[] expected)
    {
        var relationship = await OwnRelationshipAsync();
        foreach (var (title, date) in new[] { ("first", "2032-01-01T00:00:00"),
            ("midnight less a second", "2032-01-01T23:59:00"), ("second", "2032-01-02") })
            await CreateSessionAsync(new { coaching_relationship_id = relationship, date, title });

        var sessions = await _coach.SendAsync(
            HttpMethod.Get,
            $"/coaching_sessions?coaching_relationship_id={relationship}&from_date={from}&to_date={to}&sort_by=date&sort_order=asc");

        Assert.That(sessions.EnumerateArray().Select(session => session.GetProperty("display_title").GetString()), Is.EqualTo(expected));
    }

    [Test]
    public async Task An_archived_organization_is_hidden_and_takes_nothing_new()
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        using var admin = await server.SignInAsync("admin@demo.test");
        await server.InDatabaseAsync(async db =>
        {
            (await db.Organizations.SingleAsync(o => o.Slug == "demo-harbour")).Archive(admin.Id, DateTime.UnixEpoch);
            return await db.SaveChangesAsync();
        });

        var active = await coach.SendAsync(HttpMethod.Get, "/organizations");
        var archived = await coach.SendAsync(HttpMethod.Get, "/organizations?status=Archived&user_id=whoever");
        var organization = archived[0].GetProperty("id");
        var relationships = await coach.SendAsync(HttpMethod.Get, $"/organizations/{organization}/coaching_relationships");
        using var session = await coach.TrySendAsync(
            HttpMethod.Post, "/coaching_sessions",
            new { coaching_relationship_id = relationships[0].GetProperty("id").GetGuid(), date = "2031-01-01" });
        using var pair = await admin.TrySendAsync(
            HttpMethod.Post, $"/organizations/{organization}/coaching_relationships", new { coach_id = admin.Id, coachee_id = coach.Id });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(active.GetArrayLength(), Is.Zero);
            foreach (var refused in new[] { session, pair })
            {
                Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
                Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("\"error\":\"organization_archived\""));
            }
        }
    }

    [Test]
    public async Task A_pair_has_one_relationship_in_each_direction()
    {
        var organization = (await _coach.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id");
        using var admin = await Server.SignInAsync("admin@demo.test");
        using var outsider = await Server.SignInAsync("outsider@demo.test");
        async Task<(HttpStatusCode, JsonElement)> RelateAsync(Guid coach, Guid coachee)
        {
            using var answer = await admin.TrySendAsync(
                HttpMethod.Post, $"/organizations/{organization}/coaching_relationships", new { coach_id = coach, coachee_id = coachee });
            return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
        }

        var (status, again) = await RelateAsync(_coach.Id, _coachee.Id);
        var (_, reverse) = await RelateAsync(_coachee.Id, _coach.Id);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(again.GetProperty("data").GetProperty("id").GetGuid(), Is.EqualTo(_relationship));
            Assert.That(again.GetProperty("data").GetProperty("coach_first_name").GetString(), Is.EqualTo("Cleo"));
            Assert.That(again.GetProperty("data").GetProperty("coachee_last_name").GetString(), Is.EqualTo("Coachee"));
            Assert.That(reverse.GetProperty("data").GetProperty("id").GetGuid(), Is.Not.EqualTo(_relationship));
            Assert.That((await RelateAsync(_coach.Id, _coach.Id)).Item1, Is.EqualTo(HttpStatusCode.Conflict), "oneself");
            Assert.That((await RelateAsync(_coach.Id, outsider.Id)).Item1, Is.EqualTo(HttpStatusCode.Conflict), "somebody from outside");
            Assert.That((await RelateAsync(_coach.Id, Guid.NewGuid())).Item1, Is.EqualTo(HttpStatusCode.NotFound), "nobody");
        }
    }

    [TestCase("", 2)]
    [TestCase("?role=all", 2)]
    [TestCase("?role=coach", 2)]
    [TestCase("?role=coachee", 0)]
    public async Task Somebody_lists_their_relationships_by_side(string query, int count)
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");

        Assert.That((await coach.SendAsync(
            HttpMethod.Get, $"/users/{coach.Id}/coaching-relationships{query}")).GetArrayLength(), Is.EqualTo(count));
    }

    [Test]
    public async Task Two_people_who_save_at_the_same_moment_do_not_overwrite_each_other_unseen()
    {
        await using var stream = await _coachee.OpenStreamAsync();
        var action = (await _coach.CreateActionAsync(Session, "contested")).GetProperty("id").GetGuid();
        await stream.SkipToAsync("action_created");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? _coach : _coachee).TrySendAsync(
            HttpMethod.Put, $"/actions/{action}", new { coaching_session_id = Session, status = "InProgress", body = $"version {i}" })));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.AnyOf(HttpStatusCode.OK, HttpStatusCode.Conflict));
        var saved = answers.Count(answer => answer.StatusCode == HttpStatusCode.OK);
        JsonElement last = default;
        for (var i = 0; i < saved; i++)
            last = (await stream.NextAsync("action_updated")).GetProperty("action");
        var stored = await _coach.SendAsync(HttpMethod.Get, $"/actions/{action}");
        Assert.That(last.ToString(), Is.EqualTo(stored.ToString()), "the last event shows what is stored");
    }

    [Test]
    public async Task The_health_of_the_server_is_open_to_everybody()
    {
        using var http = new HttpClient { BaseAddress = Server.Address };

        Assert.That(await http.GetStringAsync("/health"), Is.EqualTo("healthy"));
        Assert.That(await http.GetStringAsync("/health/ready"), Is.EqualTo("""{"status_code":200,"data":{"status":"ready","event_log_available":true,"outbox_age_seconds":0}}"""));
    }

    private async Task<Guid> CreateSessionAsync(object request) =>
        (await _coach.SendAsync(HttpMethod.Post, "/coaching_sessions", request)).GetProperty("id").GetGuid();

    /// <summary>A relationship in which this test is alone: the coach with a new member.</summary>
    private async Task<Guid> OwnRelationshipAsync()
    {
        var organization = (await _coach.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();
        var member = await Server.InDatabaseAsync(async db =>
        {
            var user = CoachingPlatform.Domain.Users.User.Create($"{Guid.NewGuid()}@demo.test", "New", "Member", "UTC", DateTime.UnixEpoch);
            db.Add(user);
            db.Add(CoachingPlatform.Domain.Users.UserRole.Member(
                user.Id, organization, CoachingPlatform.Domain.Users.Role.User, DateTime.UnixEpoch));
            await db.SaveChangesAsync();
            return user.Id;
        });
        using var admin = await Server.SignInAsync("admin@demo.test");
        var relationship = await admin.SendAsync(
            HttpMethod.Post, $"/organizations/{organization}/coaching_relationships", new { coach_id = _coach.Id, coachee_id = member });
        return relationship.GetProperty("id").GetGuid();
    }

    private static IEnumerable<Guid> Ids(JsonElement array) => array.EnumerateArray().Select(id => id.GetGuid());
}
