using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>The dashboard's list: the demo sessions of a coachee and some at the edges of days and months.</summary>
[Category("Features")]
public sealed class UserSessionsTests
{
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _coachee = null!;
    private string _relationship = "";

    [OneTimeSetUp]
    public async Task ArrangeSessions()
    {
        _server = PlatformServer.Start();
        _coach = await _server.SignInAsync("coach@demo.test");
        _coachee = await _server.SignInAsync("coachee@demo.test");
        _relationship = (await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/coaching-relationships"))[0].GetProperty("id")
            .ToString();
        foreach (var (date, title) in new[]
        {
            ("2031-03-01T00:30:00", "early on the first of March"),
                ("2031-03-01T23:59:00", "late on the first of March"), ("2031-03-02T02:00:00", "on the second"),
        })
        {
            await _coach.SendAsync(HttpMethod.Post, "/coaching_sessions", new { coaching_relationship_id = _relationship, date, title });
        }
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _coach.Dispose();
        _coachee.Dispose();
        _server.Dispose();
    }

    [TestCase("", new[] { "early on the first of March", "late on the first of March" })]
    [TestCase("&tz=UTC", new[] { "early on the first of March", "late on the first of March" })]
    [TestCase("&tz=America/Sao_Paulo", new[] { "late on the first of March", "on the second" })]
    [TestCase("&tz=Pacific/Auckland", new[] { "early on the first of March" })]
    [TestCase("&sort_by=date&sort_order=desc", new[] { "late on the first of March", "early on the first of March" })]
    public async Task A_day_is_a_day_in_the_viewers_zone(string more, string[] expected)
    {
        var sessions = await ListAsync($"?from_date=2031-03-01&to_date=2031-03-01{more}");

        Assert.That(sessions.EnumerateArray().Select(session => session.GetProperty("display_title").GetString()), Is.EqualTo(expected));
    }

    [TestCase("UTC", "2031-03", 3, null)]
    [TestCase("America/Sao_Paulo", "2031-02", 1, "2031-03")]
    public async Task Months_are_those_of_the_viewers_calendar(string zone, string firstMonth, int count, string? secondMonth)
    {
        var counts = (await _coachee.SendAsync(
            HttpMethod.Get, $"/users/{_coachee.Id}/coaching_sessions/counts?from_date=2031-01-01&to_date=2031-12-31&group_by=month&tz={zone}")).GetProperty("counts");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(counts[0].ToString(), Is.EqualTo($$"""{"month":"{{firstMonth}}","count":{{count}}}"""));
            Assert.That(counts.EnumerateArray().Skip(1).Select(month => month.GetProperty("month").GetString()), Is.EqualTo(
                secondMonth is null ? [] : new[] { secondMonth }));
        }
    }

    [Test]
    public async Task What_is_not_asked_for_is_absent_and_what_is_comes_whole()
    {
        var today = DemoData.TodaysSessionId.ToString();
        JsonElement Today(JsonElement sessions) => sessions.EnumerateArray()
            .Single(session => session.GetProperty("id").ToString() == today);

        var plain = Today(await ListAsync(""));
        var full = Today(await ListAsync("?include=relationship,%20organization,goal,agreements,topics"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(plain.EnumerateObject().Count(), Is.EqualTo(17), "15 of the session, display_title, viewer_last_viewed_at");
            Assert.That(full.GetProperty("relationship").EnumerateObject().Select(member => member.Name), Is.EquivalentTo(
                new[] { "id", "organization_id", "coach_id", "coachee_id", "slug", "created_at", "updated_at" }));
            Assert.That(full.GetProperty("coach").GetProperty("first_name").GetString(), Is.EqualTo("Cleo"));
            Assert.That(full.GetProperty("coachee").GetProperty("roles").GetArrayLength(), Is.Zero);
            Assert.That(full.GetProperty("coach").ToString(), Does.Not.Contain("password"));
            Assert.That(full.GetProperty("organization").GetProperty("name").GetString(), Is.EqualTo("Demo Harbour"));
            Assert.That(full.GetProperty("goals").GetArrayLength(), Is.EqualTo(2));
            Assert.That(full.GetProperty("agreement").GetProperty("body").GetString(), Is.EqualTo("One experiment until next week"));
            Assert.That(full.GetProperty("topics")[0].GetProperty("body").GetString(), Is.EqualTo("What to give away first"));
        }
    }

    [Test]
    public async Task A_session_is_called_by_its_title_else_its_first_topic_else_its_first_titled_goal()
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        var session = DemoData.TodaysSessionId;
        var relationship = (await coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{session}")).GetProperty("coaching_relationship_id");
        async Task<string?> TitleAsync()
        {
            var own = await coach.SendAsync(HttpMethod.Get, $"/users/{coach.Id}/coaching_sessions");
            var shared = await coach.SendAsync(
                HttpMethod.Get, $"/coaching_sessions?coaching_relationship_id={relationship}&from_date=2000-01-01&to_date=2100-01-01");
            var titles = new[] { own, shared }.Select(list =>
                list.EnumerateArray().Single(s => s.GetProperty("id").GetGuid() == session).GetProperty(
                    "display_title").GetString()).ToList();
            Assert.That(titles[0], Is.EqualTo(titles[1]), "both lists agree");
            return titles[0];
        }
        async Task DeleteTopicsAsync()
        {
            foreach (var topic in (await coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{session}/topics")).EnumerateArray())
                await coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{session}/topics/{topic.GetProperty("id")}");
        }

        Assert.That(await TitleAsync(), Is.EqualTo("Delegating with confidence"));
        await coach.SendAsync(HttpMethod.Patch, $"/coaching_sessions/{session}/title", new { title = (string?)null });
        Assert.That(await TitleAsync(), Is.EqualTo("What to give away first"));
        await DeleteTopicsAsync();
        Assert.That(await TitleAsync(), Is.EqualTo("Give two tasks away for good"));
        await coach.SendAsync(HttpMethod.Post, $"/coaching_sessions/{session}/topics", new { body = "  " });
        Assert.That(await TitleAsync(), Is.EqualTo("Give two tasks away for good"), "a blank topic is passed over for the goals");
        foreach (var goal in (await coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{session}/goals")).EnumerateArray())
            await coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{session}/goals/{goal.GetProperty("id")}");
        Assert.That(await TitleAsync(), Is.Null);
    }

    [Test]
    public async Task Looking_at_a_session_is_remembered_for_who_looked()
    {
        var path = $"/coaching_sessions/{DemoData.TodaysSessionId}/view";

        var first = await _coachee.SendAsync(HttpMethod.Post, path);
        var second = await _coachee.SendAsync(HttpMethod.Post, path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.GetProperty("previous_last_viewed_at").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(
                second.GetProperty("previous_last_viewed_at").ToString(), Is.EqualTo(first.GetProperty("last_viewed_at").ToString()));
            var mine = (await ListAsync("")).EnumerateArray()
                .Single(session => session.GetProperty("id").GetGuid() == DemoData.TodaysSessionId);
            Assert.That(mine.GetProperty("viewer_last_viewed_at").ToString(), Is.EqualTo(second.GetProperty("last_viewed_at").ToString()));
            var coachs = (await _coach.SendAsync(HttpMethod.Get, $"/users/{_coach.Id}/coaching_sessions")).EnumerateArray()
                .Single(session => session.GetProperty("id").GetGuid() == DemoData.TodaysSessionId);
            Assert.That(coachs.GetProperty("viewer_last_viewed_at").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }
    }

    [TestCase("?tz=Mars/Olympus", 400, "invalid_timezone")]
    [TestCase("?include=goals", 400, "bad_request")]
    [TestCase("?include=organization", 422, "validation_error")]
    [TestCase("?from_date=soon", 400, "bad_request")]
    [TestCase("/counts?from_date=2031-01-01&to_date=2031-12-31&group_by=month", 400, "bad_request")]
    [TestCase("/counts?from_date=2031-01-01&to_date=2031-12-31&group_by=week&tz=UTC", 400, "bad_request")]
    [TestCase("/counts?from_date=2031-01-01&to_date=2031-12-31&group_by=month&tz=x", 400, "invalid_timezone")]
    public async Task A_question_that_is_none_is_refused(string query, int status, string code)
    {
        using var refused = await _coachee.Http.GetAsync($"/users/{_coachee.Id}/coaching_sessions{query}");

        Assert.That((int)refused.StatusCode, Is.EqualTo(status));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain($"\"error\":\"{code}\""));
    }

    [TestCase("?from_date=0001-01-01&to_date=9999-12-31&tz=Pacific/Auckland")]
    [TestCase("?from_date=0001-01-01&to_date=9999-12-31&tz=America/Sao_Paulo")]
    [TestCase("?from_date=2018-11-04&to_date=2031-12-31&tz=America/Sao_Paulo", Description = "midnight was skipped on that day")]
    public async Task Days_at_the_edge_of_the_calendar_are_days_too(string query) =>
        Assert.That((await ListAsync(query)).GetArrayLength(), Is.GreaterThanOrEqualTo(6));

    private Task<JsonElement> ListAsync(string query) =>
        _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/coaching_sessions{query}");
}
