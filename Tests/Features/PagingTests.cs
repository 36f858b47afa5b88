using System.Net;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>Read in parts, a list is the same as read at once, in every order.</summary>
[Category("Features")]
public sealed class PagingTests
{
    private readonly Dictionary<string, string> _names = [];
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _superAdmin = null!;

    [OneTimeSetUp]
    public async Task FillTheLists()
    {
        _server = PlatformServer.Start();
        _coach = await _server.SignInAsync("coach@demo.test");
        _superAdmin = await _server.SignInAsync("super@demo.test");
        var organization = (await _coach.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").ToString();
        var session = await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{DemoData.TodaysSessionId}");
        _names["{coach}"] = _coach.Id.ToString();
        _names["{organization}"] = organization;
        _names["{session}"] = DemoData.TodaysSessionId.ToString();
        _names["{relationship}"] = session.GetProperty("coaching_relationship_id").ToString();
        for (var i = 0; i < 5; i++)
        {
            await _superAdmin.SendAsync(HttpMethod.Post, "/organizations", new { name = $"Paged {i}" });
            await _coach.SendAsync(HttpMethod.Post, "/coaching_sessions", new
            {
                coaching_relationship_id = _names["{relationship}"],
                date = $"2031-01-0{1 + (i % 2)}T10:00:00",
                duration_minutes = 60,
            });
            // equal titles and equal due dates, and some without
            await _coach.SendAsync(HttpMethod.Post, "/goals", new
            {
                coaching_relationship_id = _names["{relationship}"],
                title = i % 2 == 0 ? "Même" : "meme",
                status = "OnHold",
            });
            await _coach.SendAsync(HttpMethod.Post, "/actions", new
            {
                coaching_session_id = DemoData.TodaysSessionId,
                status = "NotStarted",
                body = $"{i}",
                due_by = i % 2 == 0 ? "2031-01-01T00:00:00Z" : null,
            });
        }
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _coach.Dispose();
        _superAdmin.Dispose();
        _server.Dispose();
    }

    [TestCase("/users/{coach}/actions?", "due_by", "created_at", "updated_at")]
    [TestCase("/actions?coaching_session_id={session}&", "due_by", "created_at", "updated_at")]
    [TestCase("/organizations/{organization}/coaching_relationships/{relationship}/actions?", "due_by")]
    [TestCase("/users/{coach}/goals?", "title", "created_at", "updated_at")]
    [TestCase("/goals?coaching_relationship_id={relationship}&", "title", "created_at", "updated_at")]
    [TestCase("/users/{coach}/coaching_sessions?include=goal&", "date", "created_at", "updated_at")]
    [TestCase("/coaching_sessions?coaching_relationship_id={relationship}&from_date=2000-01-01&to_date=2100-01-01&", "date", "updated_at")]
    [TestCase("/organizations/{organization}/users?")]
    [TestCase("/organizations/{organization}/coaching_relationships?")]
    [TestCase("/users/{coach}/coaching-relationships?")]
    [TestCase("/organizations?")]
    public async Task Parts_make_up_the_whole(string list, params string[] sortings)
    {
        var reader = list == "/organizations?" ? _superAdmin : _coach;
        foreach (var (name, value) in _names)
            list = list.Replace(name, value, StringComparison.Ordinal);
        foreach (var order in sortings.SelectMany(
            key => new[] { $"sort_by={key}&sort_order=asc&", $"sort_by={key}&sort_order=desc&" }).Append(""))
        {
            var whole = await IdsAsync(reader, list + order);
            Assert.That(whole, Has.Count.AtLeast(2), order);

            List<string> parts = [];
            List<string> part;
            do
            {
                part = await IdsAsync(reader, $"{list}{order}limit=1&{(parts.Count > 0 ? $"after={parts[^1]}" : "")}");
                Assert.That(part, Has.Count.AtMost(1));
                parts.AddRange(part);
            }
            while (part.Count == 1);
            Assert.That(parts, Is.EqualTo(whole), order);
        }
    }

    [TestCase("limit=0", "limit")]
    [TestCase("limit=1001", "limit")]
    [TestCase("limit=x", "limit")]
    [TestCase("after=x", "after")]
    [TestCase("after=01234567-89ab-cdef-0123-456789abcdef", "after")]
    public async Task A_wrong_part_is_an_error_that_names_the_parameter(string query, string name)
    {
        var answer = await _coach.TrySendAsync(HttpMethod.Get, $"/users/{_coach.Id}/actions?{query}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(name));
    }

    [Test]
    public async Task An_item_that_is_not_on_the_list_is_no_place_to_go_on_from()
    {
        var other = (await _superAdmin.SendAsync(HttpMethod.Get, "/organizations")).EnumerateArray().Last().GetProperty("id");

        var answer = await _coach.TrySendAsync(HttpMethod.Get, $"/organizations?after={other}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static async Task<List<string>> IdsAsync(Person reader, string list) =>
        [.. (await reader.SendAsync(HttpMethod.Get, list.TrimEnd('&', '?'))).EnumerateArray().Select(item => item.GetProperty("id").ToString())];
}
