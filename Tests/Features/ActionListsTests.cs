using System.Net;
using System.Text.Json;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>The coach with two coachees, and actions for each of the three and for nobody.</summary>
[Category("Features")]
public sealed class ActionListsTests
{
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _eli = null!;
    private Person _emma = null!;
    private string _organization = "";
    private string _withEli = "";
    private string _withEmma = "";
    private Guid _eliSession;

    [OneTimeSetUp]
    public async Task WriteActionsDown()
    {
        _server = PlatformServer.Start();
        _coach = await _server.SignInAsync("coach@demo.test");
        _eli = await _server.SignInAsync("coachee@demo.test");
        _emma = await _server.SignInAsync("coachee2@demo.test");
        _organization = (await _coach.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").ToString();
        (_withEli, _eliSession) = await FillAsync(_eli, "eli");
        (_withEmma, _) = await FillAsync(_emma, "emma");
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _coach.Dispose();
        _eli.Dispose();
        _emma.Dispose();
        _server.Dispose();
    }

    [TestCase("", new[] { "eli coach", "eli coachee", "eli nobody" })]
    [TestCase("?assignee=coach", new[] { "eli coach" })]
    [TestCase("?assignee=Coachee", new[] { "eli coachee" })]
    [TestCase("?assignee={coach}", new[] { "eli coach" })]
    [TestCase("?assignee_filter=assigned", new[] { "eli coach", "eli coachee" })]
    [TestCase("?assignee_filter=unassigned", new[] { "eli nobody" })]
    [TestCase("?assignee=coach&assignee_filter=unassigned", new string[0])]
    [TestCase("?status=OnHold", new[] { "eli nobody" })]
    [TestCase("?sort_by=created_at&sort_order=desc", new[] { "eli nobody", "eli coachee", "eli coach" })]
    public async Task The_coach_sees_all_of_a_relationship(string query, string[] expected) =>
        Assert.That(Bodies(await ListAsync(_coach, query)), Is.EqualTo(expected));

    [TestCase("", new[] { "eli coachee", "eli nobody" })]
    [TestCase("?assignee=coachee", new[] { "eli coachee" })]
    [TestCase("?assignee={coachee}", new[] { "eli coachee" })]
    public async Task The_coachee_sees_their_own_and_those_of_nobody(string query, string[] expected) =>
        Assert.That(Bodies(await ListAsync(_eli, query)), Is.EqualTo(expected));

    [TestCase("?assignee=coach")]
    [TestCase("?assignee={coach}")]
    public async Task A_coachee_who_asks_for_somebody_else_is_refused(string query)
    {
        foreach (var path in new[] { $"/{_withEli}/actions", "/actions" })
        {
            using var refused = await _eli.Http.GetAsync($"/organizations/{_organization}/coaching_relationships{path}{Fill(query)}");
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("\"error\":\"forbidden_assignee_scope\""));
        }
    }

    [Test]
    public async Task An_assignee_that_is_none_is_400()
    {
        using var refused = await _coach.Http.GetAsync($"/organizations/{_organization}/coaching_relationships/actions?assignee=boss");

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task The_actions_of_all_relationships_come_by_coachee()
    {
        var all = (await _coach.SendAsync(
            HttpMethod.Get, $"/organizations/{_organization}/coaching_relationships/actions?assignee=coachee"))
            .GetProperty("coachee_actions");
        var own = (await _emma.SendAsync(HttpMethod.Get, $"/organizations/{_organization}/coaching_relationships/actions"))
            .GetProperty("coachee_actions");
        using var super = await _server.SignInAsync("super@demo.test");
        var none = (await super.SendAsync(HttpMethod.Get, $"/organizations/{_organization}/coaching_relationships/actions"))
            .GetProperty("coachee_actions");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(all.EnumerateObject().Select(entry => entry.Name), Is.EqualTo(new[] { _eli.Id.ToString(), _emma.Id.ToString() }));
            Assert.That(Bodies(all.GetProperty(_eli.Id.ToString())), Is.EqualTo(new[] { "eli coachee" }));
            Assert.That(Bodies(all.GetProperty(_emma.Id.ToString())), Is.EqualTo(new[] { "emma coachee" }));
            Assert.That(own.EnumerateObject().Select(entry => entry.Name), Is.EqualTo(new[] { _emma.Id.ToString() }));
            Assert.That(Bodies(own.GetProperty(_emma.Id.ToString())), Is.EqualTo(new[] { "emma coachee", "emma nobody" }));
            Assert.That(none.EnumerateObject(), Is.Empty);
        }
    }

    [Test]
    public async Task The_actions_of_a_session_are_narrowed_to_those_that_serve_a_goal()
    {
        var goal = (await _coach.SendAsync(HttpMethod.Get, $"/goals?coaching_relationship_id={_withEli}"))[0].GetProperty("id").ToString();
        var session = (await _coach.SendAsync(
            HttpMethod.Post, "/coaching_sessions",
            new { coaching_relationship_id = _withEli, date = "2034-01-01" })).GetProperty("id").GetGuid();
        await _coach.CreateActionAsync(session, "serves nothing");
        await _coach.SendAsync(
            HttpMethod.Post, "/actions", new { coaching_session_id = session, body = "serves it", status = "NotStarted", goal_id = goal });

        var actions = await _coach.SendAsync(HttpMethod.Get, $"/actions?coaching_session_id={session}&goal_id={goal}");
        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{session}");

        Assert.That(Bodies(actions), Is.EqualTo(new[] { "serves it" }));
    }

    [Test]
    public async Task A_coachee_of_two_coaches_finds_both_under_their_own_id()
    {
        using var server = PlatformServer.Start();
        using var admin = await server.SignInAsync("admin@demo.test");
        using var coachee = await server.SignInAsync("coachee@demo.test");
        var organization = (await admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id");
        var second = (await admin.SendAsync(
            HttpMethod.Post, $"/organizations/{organization}/coaching_relationships",
            new { coach_id = admin.Id, coachee_id = coachee.Id })).GetProperty("id");
        var session = (await admin.SendAsync(
            HttpMethod.Post, "/coaching_sessions",
            new { coaching_relationship_id = second.ToString(), date = "2031-01-01" })).GetProperty("id").GetGuid();
        await admin.CreateActionAsync(session, "of the second coach");

        var actions = (await coachee.SendAsync(HttpMethod.Get, $"/organizations/{organization}/coaching_relationships/actions"))
            .GetProperty("coachee_actions").GetProperty(coachee.Id.ToString());

        Assert.That(Bodies(actions), Has.Some.EqualTo("of the second coach").And.Some.EqualTo("Hand over the weekly report"));
    }

    [TestCase("", new[] { "eli coach", "eli coachee", "eli nobody" })]
    [TestCase("?scope=sessions&coaching_session_id={session}", new[] { "eli coach", "eli coachee", "eli nobody" })]
    [TestCase("?coaching_relationship_id={relationship}", new[] { "eli coach", "eli coachee", "eli nobody" })]
    [TestCase("?coaching_relationship_id={other}", new string[0])]
    [TestCase("?scope=assigned", new[] { "eli coachee" })]
    [TestCase("?status=OnHold&assignee_filter=unassigned", new[] { "eli nobody" })]
    public async Task Somebody_lists_the_actions_of_their_sessions(string query, string[] expected)
    {
        Assert.That(Bodies(await _eli.SendAsync(HttpMethod.Get, $"/users/{_eli.Id}/actions{Fill(query)}")), Is.EqualTo(expected));
        Assert.That(Bodies(await _coach.SendAsync(HttpMethod.Get, $"/users/{_eli.Id}/actions{Fill(query)}")), Is.EqualTo(
            expected), "and their coach too");
    }

    [Test]
    public async Task A_coach_sees_all_of_their_own_sessions() =>
        Assert.That(Bodies(await _coach.SendAsync(HttpMethod.Get, $"/users/{_coach.Id}/actions?scope=assigned")), Is.EqualTo(
            new[] { "eli coach", "emma coach" }));

    [TestCase("?scope=mine")]
    [TestCase("?assignee_filter=some")]
    [TestCase("?status=0")]
    [TestCase("?coaching_session_id=7")]
    public async Task A_filter_that_is_none_is_400(string query)
    {
        using var refused = await _eli.Http.GetAsync($"/users/{_eli.Id}/actions{query}");

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private Task<JsonElement> ListAsync(Person person, string query) =>
        person.SendAsync(HttpMethod.Get, $"/organizations/{_organization}/coaching_relationships/{_withEli}/actions{Fill(query)}");

    private string Fill(string query) => query
        .Replace("{coach}", _coach.Id.ToString(), StringComparison.Ordinal)
            .Replace("{coachee}", _eli.Id.ToString(), StringComparison.Ordinal)
        .Replace("{session}", _eliSession.ToString(), StringComparison.Ordinal)
            .Replace("{relationship}", _withEli, StringComparison.Ordinal)
        .Replace("{other}", _withEmma, StringComparison.Ordinal);

    /// <summary>Replaces the demo actions of a coachee by three of a new session.</summary>
    private async Task<(string Relationship, Guid Session)> FillAsync(Person coachee, string name)
    {
        foreach (var action in (await coachee.SendAsync(HttpMethod.Get, $"/users/{coachee.Id}/actions")).EnumerateArray())
            await coachee.SendAsync(HttpMethod.Delete, $"/actions/{action.GetProperty("id")}");
        var relationship = (await coachee.SendAsync(HttpMethod.Get, $"/users/{coachee.Id}/coaching-relationships"))[0].GetProperty("id")
            .ToString();
        var session = (await _coach.SendAsync(
            HttpMethod.Post, "/coaching_sessions",
            new { coaching_relationship_id = relationship, date = "2031-01-01" })).GetProperty("id").GetGuid();
        foreach (var (body, assignees, status) in new (string, Guid[], string)[]
        {
            ("coach", [_coach.Id], "NotStarted"), ("coachee", [coachee.Id], "NotStarted"), ("nobody", [], "OnHold"),
        })
        {
            await _coach.SendAsync(HttpMethod.Post,
                "/actions", new { coaching_session_id = session, status, body = $"{name} {body}", assignee_ids = assignees });
        }
        return (relationship, session);
    }

    private static IEnumerable<string?> Bodies(JsonElement actions) =>
        actions.EnumerateArray().Select(action => action.GetProperty("body").GetString());
}
