using System.Net;
using System.Text.Json;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain.Topics;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>Recurring sessions. Each test works with the people of a server of its own.</summary>
[Category("Features")]
public sealed class SeriesTests
{
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _coachee = null!;
    private LiveStream _stream = null!;
    private Guid _relationship;

    [SetUp]
    public async Task Start()
    {
        _server = PlatformServer.Start();
        _coach = await _server.SignInAsync("coach@demo.test");
        _coachee = await _server.SignInAsync("coachee@demo.test");
        _relationship = (await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/coaching-relationships"))[0].GetProperty("id")
            .GetGuid();
        _stream = await _coachee.OpenStreamAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _stream.DisposeAsync();
        _coach.Dispose();
        _coachee.Dispose();
        _server.Dispose();
    }

    [Test]
    public async Task A_series_is_planned_with_all_its_sessions_and_both_learn_of_it_once()
    {
        using var answer = await _coach.TrySendAsync(HttpMethod.Post, "/coaching_session_series", new
        {
            coaching_relationship_id = _relationship,
            start_at = "2040-06-04T17:00:59",
            recurrence = new { frequency = "weekly", by_weekdays = new[] { "wednesday", "MON" }, until = "2040-06-13T17:00:00" },
        });
        var created = await answer.DataAsync();
        var series = created.GetProperty("series");
        var session = created.GetProperty("sessions")[0];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(answer.Headers.Location?.ToString(), Is.EqualTo($"/coaching_session_series/{series.GetProperty("id")}"));
            Assert.That(series.GetProperty("rule").ToString(), Is.EqualTo(
                """{"start_at":"2040-06-04T17:00:00","recurrence":{"frequency":"weekly","interval":1,"by_weekdays":["Mon","Wed"],"until":"2040-06-13T17:00:00"},"duration_minutes":60}"""));
            Assert.That((series.GetProperty("ical_sequence").GetInt32(), series.GetProperty("created_by_user_id").GetGuid()), Is.EqualTo(
                (0, _coach.Id)));
            Assert.That(Dates(created), Is.EqualTo(
                new[] { "2040-06-04T17:00:00", "2040-06-06T17:00:00", "2040-06-11T17:00:00", "2040-06-13T17:00:00" }));
            Assert.That(session.GetProperty("coaching_session_series_id").ToString(), Is.EqualTo(series.GetProperty("id").ToString()));
            Assert.That(session.GetProperty("ical_recurrence_id").ToString(), Is.EqualTo("2040-06-04T17:00:00"));
            foreach (var empty in new[] { "title", "collab_document_name", "meeting_url", "provider", "hydrated_at" })
                Assert.That(session.GetProperty(empty).ValueKind, Is.EqualTo(JsonValueKind.Null), empty);
            Assert.That(
                (await _coachee.SendAsync(HttpMethod.Get, answer.Headers.Location!.ToString())).ToString(), Is.EqualTo(created.ToString()));
            Assert.That(
                (await _coachee.SendAsync(HttpMethod.Get, $"/coaching_session_series?coaching_relationship_id={_relationship}"))[0]
                    .ToString(),
                Is.EqualTo(series.ToString()));
        }
        var live = await _stream.NextAsync("coaching_session_series_changed");
        Assert.That(live.GetProperty("coaching_session_series_id").ToString(), Is.EqualTo(series.GetProperty("id").ToString()));
        await _stream.NextAsync("coaching_session_title_updated");   // on which the web frontend loads its lists of sessions
    }

    [Test]
    public async Task The_first_read_sets_a_session_up_once_however_many_read_it()
    {
        var today = (await _coachee.SendAsync(HttpMethod.Get, $"/coaching_sessions/{DemoData.TodaysSessionId}")).GetProperty("date")
            .GetDateTime();
        var series = await CreateAsync(today.AddDays(8).ToString("s"), new { frequency = "daily", count = 2 });
        var (first, second) = (series.GetProperty("sessions")[0].GetProperty("id"), series.GetProperty("sessions")[1].GetProperty("id"));
        var held = await HoldATopicInAsync(today.AddDays(8).AddHours(-1));
        await _stream.SkipToAsync("topics_changed");

        await _coach.SendAsync(HttpMethod.Get, $"/coaching_session_series/{series.GetProperty("series").GetProperty("id")}");
        await _coach.SendAsync(HttpMethod.Post, $"/coaching_sessions/{first}/view");
        var reads = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? _coach : _coachee).SendAsync(HttpMethod.Get, $"/coaching_sessions/{first}")));
        var read = reads[0];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reads.Select(each => each.ToString()).Distinct().Count(), Is.EqualTo(1));
            Assert.That(read.GetProperty("hydrated_at").ValueKind, Is.EqualTo(JsonValueKind.String));
            Assert.That(read.GetProperty("collab_document_name").GetString(), Does.EndWith($".{first}-v0"));
            Assert.That(await CountAsync($"/coaching_sessions/{first}/goals"), Is.EqualTo(2), "the goals in progress");
            Assert.That((await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{first}/topics"))[0].GetProperty(
                "id").ToString(), Is.EqualTo(held));
            Assert.That(await CountAsync($"/coaching_sessions/{second}/goals"), Is.Zero, "nobody has opened it");
        }
        var events = new List<string>();
        await _coach.CreateActionAsync(DemoData.TodaysSessionId, "the end");
        while ((await _stream.NextAsync()) is { Type: not "action_created" } live)
            events.Add(live.Type);
        Assert.That(events, Is.EqualTo(
            new[] { "coaching_session_goal_created", "coaching_session_goal_created", "topics_changed", "topics_changed" }));
    }

    [Test]
    public async Task Rescheduling_moves_what_is_to_come_and_keeps_the_past()
    {
        var created = await CreateAsync("2020-01-06T10:00:00", new { frequency = "daily", count = 2 });
        var id = created.GetProperty("series").GetProperty("id");
        var first = await PutAsync(id, "2040-01-02T10:00:00", new { frequency = "weekly", count = 2 }, 45);
        var again = await PutAsync(id, "2040-01-02T10:00:00", new { frequency = "weekly", count = 2, interval = 1 }, null);
        var second = await PutAsync(id, "2041-01-01T10:00:00", new { frequency = "monthly", count = 3 }, null);
        var all = await _coach.SendAsync(HttpMethod.Get, $"/coaching_session_series/{id}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Dates(first), Is.EqualTo(new[] { "2040-01-02T10:00:00", "2040-01-09T10:00:00" }));
            Assert.That(again.ToString(), Is.EqualTo(first.ToString()), "the same rule, and its length was kept");
            Assert.That(Dates(second), Is.EqualTo(new[] { "2041-01-01T10:00:00", "2041-02-01T10:00:00", "2041-03-01T10:00:00" }));
            Assert.That(Ids(second).Take(2), Is.EqualTo(Ids(first)), "moved, not made anew");
            Assert.That(
                second.GetProperty("sessions")[0].GetProperty("ical_recurrence_id").ToString(), Is.EqualTo("2041-01-01T10:00:00"),
                "a place in the new series");
            Assert.That(Dates(all), Is.EqualTo(Dates(created).Concat(Dates(second))));
            Assert.That(all.GetProperty("series").GetProperty("ical_sequence").GetInt32(), Is.EqualTo(2));
            Assert.That(all.GetProperty("series").GetProperty("rule").GetProperty("duration_minutes").GetInt32(), Is.EqualTo(45));
        }
    }

    [Test]
    public async Task A_session_that_is_moved_keeps_what_was_written_down_in_it()
    {
        var created = await CreateAsync("2040-01-06T10:00:00", new { frequency = "daily", count = 2 });
        var second = created.GetProperty("sessions")[1].GetProperty("id").GetGuid();
        await _coach.CreateActionAsync(second, "keep me");

        var moved = await PutAsync(
            created.GetProperty("series").GetProperty("id"), "2041-01-01T08:00:00", new { frequency = "weekly", count = 3 }, 30);

        var actions = await _coach.SendAsync(HttpMethod.Get, $"/actions?coaching_session_id={second}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Dates(moved), Is.EqualTo(new[] { "2041-01-01T08:00:00", "2041-01-08T08:00:00", "2041-01-15T08:00:00" }));
            Assert.That(Ids(moved).Take(2), Is.EqualTo(Ids(created)));
            Assert.That(moved.GetProperty("sessions")[1].GetProperty("duration_minutes").GetInt32(), Is.EqualTo(30));
            Assert.That(actions[0].GetProperty("body").GetString(), Is.EqualTo("keep me"));
        }
    }

    [TestCase("actions")]
    [TestCase("agreements")]
    [TestCase("notes")]
    [TestCase("topics")]
    public async Task A_session_that_would_fall_away_is_not_thrown_away_with_what_is_in_it(string what)
    {
        var created = await CreateAsync("2040-01-06T10:00:00", new { frequency = "daily", count = 3 });
        var path = $"/coaching_session_series/{created.GetProperty("series").GetProperty("id")}";
        var third = created.GetProperty("sessions")[2].GetProperty("id").GetGuid();
        await _coach.SendAsync(
            HttpMethod.Post, what == "topics" ? $"/coaching_sessions/{third}/topics" : $"/{what}",
            new { coaching_session_id = third, body = "keep me", status = "NotStarted" });

        using var put = await _coach.TrySendAsync(
            HttpMethod.Put, path, new { start_at = "2041-01-01", recurrence = new { frequency = "daily", count = 1 } });
        var refusal = JsonDocument.Parse(await put.Content.ReadAsStringAsync()).RootElement;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(put.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(refusal.GetProperty("error").GetString(), Is.EqualTo("session_not_empty"));
            Assert.That(refusal.GetProperty("message").GetString(), Does.Contain("2040-01-08 10:00"));
            Assert.That(refusal.GetProperty("details").ToString(), Is.EqualTo("""{"dates":["2040-01-08T10:00:00"]}"""));
            Assert.That((await _coach.SendAsync(HttpMethod.Get, path)).ToString(), Is.EqualTo(created.ToString()));
        }
    }

    [Test]
    public async Task Empty_sessions_for_which_a_new_rule_has_no_place_fall_away()
    {
        var created = await CreateAsync("2040-01-06T10:00:00", new { frequency = "daily", count = 3 });
        await _coach.CreateActionAsync(created.GetProperty("sessions")[0].GetProperty("id").GetGuid(), "keep me");

        var fewer = await PutAsync(
            created.GetProperty("series").GetProperty("id"), "2041-01-01T10:00:00", new { frequency = "daily", count = 1 }, null);

        Assert.That(Ids(fewer), Is.EqualTo(Ids(created).Take(1)));
        Assert.That(
            Dates(await _coach.SendAsync(HttpMethod.Get, $"/coaching_session_series/{created.GetProperty("series").GetProperty("id")}")),
            Is.EqualTo(new[] { "2041-01-01T10:00:00" }));
    }

    [Test]
    public async Task A_deleted_series_takes_what_was_written_down_in_its_sessions_to_come_with_it()
    {
        var created = await CreateAsync("2040-01-06T10:00:00", new { frequency = "daily", count = 2 });
        var action = (await _coach.CreateActionAsync(created.GetProperty("sessions")[1].GetProperty("id").GetGuid(), "goes"))
            .GetProperty("id");
        await _stream.SkipToAsync("action_created");

        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_session_series/{created.GetProperty("series").GetProperty("id")}");

        Assert.That((await _stream.NextAsync("action_deleted")).GetProperty("action_id").ToString(), Is.EqualTo(action.ToString()));
        await _stream.NextAsync("coaching_session_series_changed");
        await _stream.NextAsync("coaching_session_title_updated");
        using var gone = await _coach.TrySendAsync(HttpMethod.Get, $"/actions/{action}");
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_deleted_series_leaves_its_past_sessions_as_one_offs()
    {
        var created = await CreateAsync("2020-01-06T10:00:00", new { frequency = "monthly", count = 2 });
        var id = created.GetProperty("series").GetProperty("id");
        var planned = await PutAsync(id, "2040-01-02T10:00:00", new { frequency = "daily", count = 2 }, null);
        await _stream.SkipToAsync("coaching_session_series_changed");
        await _stream.SkipToAsync("coaching_session_series_changed");
        await _stream.NextAsync("coaching_session_title_updated");

        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_session_series/{id}");

        var past = await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{created.GetProperty("sessions")[0].GetProperty("id")}");
        using var future = await _coach.TrySendAsync(
            HttpMethod.Get, $"/coaching_sessions/{planned.GetProperty("sessions")[0].GetProperty("id")}");
        using var series = await _coach.TrySendAsync(HttpMethod.Get, $"/coaching_session_series/{id}");
        Assert.That(past.GetProperty("coaching_session_series_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((future.StatusCode, series.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
        await _stream.NextAsync("coaching_session_series_changed");
    }

    [TestCase("""{"frequency":"daily","count":366}""", "validation_error")]
    [TestCase("""{"frequency":"daily","interval":0,"count":1}""", "validation_error")]
    [TestCase("""{"frequency":"daily"}""", "validation_error")]
    [TestCase("""{"frequency":"daily","count":99999999999}""", null)]
    [TestCase("""{"frequency":"yearly","count":1}""", null)]
    [TestCase("""{"count":1}""", null)]
    [TestCase("null", null)]
    [TestCase("""{"frequency":"weekly","by_weekdays":["Noday"],"count":1}""", null)]
    [TestCase("""{"frequency":"weekly","by_weekdays":[null],"count":1}""", null)]
    public async Task A_rule_that_cannot_be_is_refused_and_nothing_is_saved(string recurrence, string? error)
    {
        var before = await _server.InDatabaseAsync(db => db.CoachingSessions.CountAsync());

        using var answer = await _coach.TrySendAsync(HttpMethod.Post, "/coaching_session_series", new
        {
            coaching_relationship_id = _relationship,
            start_at = "2040-01-01",
            recurrence = JsonDocument.Parse(recurrence).RootElement,
        });
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.That((int)answer.StatusCode, Is.EqualTo(422), body.ToString());
        Assert.That(body.GetProperty("error").GetString(), Is.EqualTo(error ?? body.GetProperty("error").GetString()));
        Assert.That(await _server.InDatabaseAsync(db => db.CoachingSessions.CountAsync()), Is.EqualTo(before));
    }

    [Test]
    public async Task A_series_lasts_as_long_as_sessions_may_and_is_not_rescheduled_into_the_past()
    {
        var created = await CreateAsync("2020-01-06T10:00:00", new { frequency = "daily", count = 1 });
        var path = $"/coaching_session_series/{created.GetProperty("series").GetProperty("id")}";
        var recurrence = new { frequency = "daily", count = 1 };

        using var tooLong = await _coach.TrySendAsync(
            HttpMethod.Put, path, new { start_at = "2040-01-01", recurrence, duration_minutes = 481 });
        using var past = await _coach.TrySendAsync(HttpMethod.Put, path, new { start_at = "2026-01-01", recurrence });

        Assert.That(((int)tooLong.StatusCode, (int)past.StatusCode), Is.EqualTo((422, 422)));
    }

    private Task<JsonElement> CreateAsync(string startAt, object recurrence) => _coach.SendAsync(
        HttpMethod.Post, "/coaching_session_series", new { coaching_relationship_id = _relationship, start_at = startAt, recurrence });

    private Task<JsonElement> PutAsync(JsonElement id, string startAt, object recurrence, int? minutes) => _coach.SendAsync(
        HttpMethod.Put, $"/coaching_session_series/{id}",
        new { coaching_relationship_id = _relationship, start_at = startAt, recurrence, duration_minutes = minutes });

    /// <summary>A topic that waits in a one-off session for the session after it.</summary>
    private async Task<string> HoldATopicInAsync(DateTime date)
    {
        var session = await _coach.SendAsync(
            HttpMethod.Post, "/coaching_sessions", new { coaching_relationship_id = _relationship, date = WireTime.Format(date) });
        var topic = await _server.InDatabaseAsync(async db =>
        {
            var held = Topic.Create(session.GetProperty("id").GetGuid(), _coach.Id, "held", null, 0, date);
            held.Hold(_coach.Id, date);
            db.Add(held);
            await db.SaveChangesAsync();
            return held.Id.ToString();
        });
        await _coach.SendAsync(HttpMethod.Post, $"/coaching_sessions/{session.GetProperty("id")}/topics", new { body = "another" });
        return topic;
    }

    private async Task<int> CountAsync(string path) => (await _coach.SendAsync(HttpMethod.Get, path)).GetArrayLength();

    private static List<string> Ids(JsonElement withSessions) =>
        withSessions.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("id").ToString()).ToList();

    private static List<string> Dates(JsonElement withSessions) =>
        withSessions.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("date").ToString()).ToList();
}
