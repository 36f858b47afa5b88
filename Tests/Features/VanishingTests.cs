using System.Data.Common;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Features;

/// <summary>
/// Somebody deletes what a request is about while it is carried out, before each of its queries and transactions in turn: it is answered as if it had come before or
/// afterwards, and is never a failure of the server.
/// </summary>
[Category("Features")]
public sealed class VanishingTests
{
    private readonly Meanwhile _meanwhile = new();
    private readonly Dictionary<string, string> _ids = [];
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _admin = null!;
    private Person _super = null!;
    private int _number;

    [OneTimeSetUp]
    public async Task SignIn()
    {
        _server = PlatformServer.Start(replace: services =>
        {
            services.AddDatabaseInterceptor(_meanwhile);
            services.AddSingleton<IStartupFilter>(_meanwhile);
        });
        _coach = await _server.SignInAsync("coach@demo.test");
        _admin = await _server.SignInAsync("admin@demo.test");
        _super = await _server.SignInAsync("super@demo.test");
        var session = await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{DemoData.TodaysSessionId}");
        _ids["relationship"] = session.GetProperty("coaching_relationship_id").GetString()!;
        _ids["organization"] = IdOf((await _coach.SendAsync(HttpMethod.Get, $"/users/{_coach.Id}/organizations"))[0]);
        (_ids["coach"], _ids["admin"]) = (_coach.Id.ToString(), _admin.Id.ToString());
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _coach.Dispose();
        _admin.Dispose();
        _super.Dispose();
        _server.Dispose();
    }

    [TestCase("GET", "/coaching_sessions/{session}")]
    [TestCase("PUT", "/coaching_sessions/{session}", """{"date":"2031-05-01T10:00:00"}""")]
    [TestCase("PATCH", "/coaching_sessions/{session}/title", """{"title":"x"}""")]
    [TestCase("POST", "/coaching_sessions/{session}/view")]
    [TestCase("DELETE", "/coaching_sessions/{session}")]
    [TestCase("GET", "/coaching_sessions?coaching_relationship_id={relationship}&from_date=2031-01-01&to_date=2031-12-31")]
    [TestCase("GET", "/users/{coach}/coaching_sessions?from_date=2031-01-01&to_date=2031-12-31&include=relationship,organization,goal,agreements,topics")]
    [TestCase("GET", "/users/{coach}/actions")]
    [TestCase("GET", "/organizations/{organization}/coaching_relationships/actions")]
    [TestCase("GET", "/organizations/{organization}/coaching_relationships/{relationship}/actions")]
    [TestCase("GET", "/organizations/{organization}/coaching_relationships/{relationship}/goal_progress")]
    [TestCase("GET", "/goals/{goal}/progress")]
    [TestCase("GET", "/actions?coaching_session_id={session}")]
    [TestCase("GET", "/actions/{action}")]
    [TestCase("POST", "/actions", """{"coaching_session_id":"{session}","body":"x","status":"NotStarted","assignee_ids":["{coach}"]}""")]
    [TestCase("PUT", "/actions/{action}", """{"coaching_session_id":"{session}","body":"y","status":"Completed"}""")]
    [TestCase("PUT", "/actions/{action}/status?status=Completed")]
    [TestCase("DELETE", "/actions/{action}")]
    [TestCase("POST", "/agreements", """{"coaching_session_id":"{session}","body":"x"}""")]
    [TestCase("PUT", "/agreements/{agreement}", """{"coaching_session_id":"{session}","body":"y"}""")]
    [TestCase("DELETE", "/agreements/{agreement}")]
    [TestCase("POST", "/notes", """{"coaching_session_id":"{session}","body":"x"}""")]
    [TestCase("GET", "/notes?coaching_session_id={session}")]
    [TestCase("GET", "/coaching_sessions/{session}/topics")]
    [TestCase("POST", "/coaching_sessions/{session}/topics", """{"body":"x"}""")]
    [TestCase("PUT", "/coaching_sessions/{session}/topics/{topic}", """{"body":"y"}""")]
    [TestCase("PATCH", "/coaching_sessions/{session}/topics/reorder", """{"ordered_ids":["{topic}"]}""")]
    [TestCase("PATCH", "/coaching_sessions/{session}/topics/{topic}/status", """{"status":"Deferred"}""")]
    [TestCase("DELETE", "/coaching_sessions/{session}/topics/{topic}")]
    [TestCase("POST", "/coaching_sessions/{session}/goals", """{"goal_id":"{goal}"}""")]
    [TestCase("GET", "/coaching_sessions/{session}/goals")]
    [TestCase("DELETE", "/coaching_sessions/{session}/goals/{goal}")]
    public Task A_session_is_deleted(string method, string path, string? body = null) =>
        ExpectNoFailureAsync(_coach, method, path, body, ArrangeSessionAsync, _coach,
            "/coaching_sessions/{session}");

    [TestCase("/goals/{goal}", "GET", "/goals/{goal}")]
    [TestCase("/goals/{goal}", "PUT", "/goals/{goal}", """{"coaching_relationship_id":"{relationship}","title":"y","status":"Completed"}""")]
    [TestCase("/goals/{goal}", "PUT", "/goals/{goal}/status?status=Completed")]
    [TestCase("/goals/{goal}", "DELETE", "/goals/{goal}")]
    [TestCase("/goals/{goal}", "GET", "/goals/{goal}/progress")]
    [TestCase("/goals/{goal}", "GET", "/goals?coaching_relationship_id={relationship}")]
    [TestCase("/goals/{goal}", "GET", "/coaching_sessions/{session}/goals")]
    [TestCase("/goals/{goal}", "POST", "/coaching_sessions/{session}/goals", """{"goal_id":"{goal}"}""")]
    [TestCase("/goals/{goal}", "DELETE", "/coaching_sessions/{session}/goals/{goal}")]
    [TestCase("/goals/{goal}", "POST", "/actions", """{"coaching_session_id":"{session}","body":"x","status":"NotStarted","goal_id":"{goal}"}""")]
    [TestCase("/goals/{goal}", "GET", "/organizations/{organization}/coaching_relationships/{relationship}/goal_progress")]
    [TestCase("/actions/{action}", "GET", "/actions/{action}")]
    [TestCase("/actions/{action}", "PUT", "/actions/{action}", """{"coaching_session_id":"{session}","body":"y","status":"Completed","assignee_ids":["{coach}"]}""")]
    [TestCase("/actions/{action}", "PUT", "/actions/{action}/status?status=Completed")]
    [TestCase("/actions/{action}", "DELETE", "/actions/{action}")]
    [TestCase("/agreements/{agreement}", "PUT", "/agreements/{agreement}", """{"coaching_session_id":"{session}","body":"y"}""")]
    [TestCase("/coaching_sessions/{session}/topics/{topic}", "PUT", "/coaching_sessions/{session}/topics/{topic}", """{"body":"y"}""")]
    [TestCase("/coaching_sessions/{session}/topics/{topic}", "PATCH", "/coaching_sessions/{session}/topics/reorder", """{"ordered_ids":["{topic}"]}""")]
    [TestCase("/coaching_sessions/{session}/topics/{topic}", "PATCH", "/coaching_sessions/{session}/topics/{topic}/status", """{"status":"Deferred"}""")]
    [TestCase("/coaching_sessions/{session}/topics/{topic}", "DELETE", "/coaching_sessions/{session}/topics/{topic}")]
    public Task A_part_of_a_session_is_deleted(string vanishing, string method, string path, string? body = null) =>
        ExpectNoFailureAsync(_coach, method, path, body, ArrangeSessionAsync, _coach, vanishing);

    [TestCase("GET", "/organizations/{organization}/users")]
    [TestCase("POST", "/organizations/{organization}/users/{member}/resend-invite")]
    [TestCase("GET", "/organizations/{organization}/users/{member}/role")]
    [TestCase("PUT", "/organizations/{organization}/users/{member}/role", """{"role":"Admin"}""")]
    [TestCase("DELETE", "/organizations/{organization}/users/{member}")]
    [TestCase("POST", "/organizations/{organization}/coaching_relationships", """{"coach_id":"{member}","coachee_id":"{admin}"}""")]
    [TestCase("GET", "/organizations/{organization}/coaching_relationships")]
    [TestCase("POST", "/coaching_sessions", """{"coaching_relationship_id":"{relationship of member}","date":"2031-05-01T10:00:00"}""")]
    [TestCase(
        "POST", "/coaching_session_series",
        """{"coaching_relationship_id":"{relationship of member}","start_at":"2031-05-01","recurrence":{"frequency":"daily","count":2}}""")]
    [TestCase("POST", "/goals", """{"coaching_relationship_id":"{relationship of member}","title":"x","body":"x","status":"NotStarted"}""")]
    [TestCase("GET", "/organizations/{organization}/coaching_relationships/{relationship of member}")]
    [TestCase("GET", "/organizations/{organization}/coaching_relationships/{relationship of member}/goal_progress")]
    public Task A_member_is_deleted(string method, string path, string? body = null) =>
        ExpectNoFailureAsync(_admin, method, path, body, ArrangeMemberAsync, _super,
            "/organizations/{organization}/users/{member}");

    [TestCase("GET", "/organizations")]
    [TestCase("GET", "/organizations/{empty}")]
    [TestCase("PUT", "/organizations/{empty}", """{"name":"Renamed"}""")]
    [TestCase("DELETE", "/organizations/{empty}")]
    [TestCase("POST", "/organizations/{empty}/archive")]
    [TestCase("POST", "/organizations/{empty}/announcements", """{"message":"x"}""")]
    [TestCase("GET", "/organizations/{empty}/users")]
    [TestCase("POST", "/organizations/{empty}/users", """{"first_name":"A","last_name":"B","email":"{address}"}""")]
    [TestCase("POST", "/organizations/{empty}/users/{coach}/role", """{"role":"User"}""")]
    [TestCase("GET", "/organizations/{empty}/coaching_relationships")]
    public Task An_organization_is_deleted(string method, string path, string? body = null) =>
        ExpectNoFailureAsync(_super, method, path, body, ArrangeOrganizationAsync, _super,
            "/organizations/{empty}");

    private async Task ExpectNoFailureAsync(
        Person caller, string method, string path, string? body, Func<Task> arrange, Person other, string vanishing)
    {
        var (isOver, vanished) = (false, 0);
        for (var opening = 1; !isOver; opening++)
        {
            await arrange();
            _meanwhile.Before(opening, async () =>
            {
                using var gone = await other.TrySendAsync(HttpMethod.Delete, Fill(vanishing));
                vanished += gone.IsSuccessStatusCode ? 1 : 0;   // not when the request has put something into it
            });

            using var answer = await caller.TrySendAsync(
                HttpMethod.Parse(method), Fill(path), body is null ? null : JsonSerializer.Deserialize<JsonElement>(Fill(body)));

            isOver = _meanwhile.CallOff();
            Assert.That(
                (int)answer.StatusCode, Is.LessThan(500), $"before opening {opening}: {await answer.Content.ReadAsStringAsync()}");
        }
        Assert.That(vanished, Is.GreaterThan(1));   // before its sender was known, and afterwards
    }

    private async Task ArrangeSessionAsync()
    {
        if (_ids.TryGetValue("goal", out var goalBefore))   // a relationship has three in progress at most
            (await _coach.TrySendAsync(HttpMethod.Delete, $"/goals/{goalBefore}")).Dispose();
        var session = await _coach.SendAsync(
            HttpMethod.Post, "/coaching_sessions", new { coaching_relationship_id = _ids["relationship"], date = "2031-04-01T10:00:00" });
        _ids["session"] = IdOf(session);
        _ids["action"] = IdOf(await _coach.CreateActionAsync(session.GetProperty("id").GetGuid(), "x"));
        _ids["agreement"] = IdOf(await _coach.SendAsync(
            HttpMethod.Post, "/agreements", new { coaching_session_id = _ids["session"], body = "x" }));
        _ids["topic"] = IdOf(await _coach.SendAsync(HttpMethod.Post, $"/coaching_sessions/{_ids["session"]}/topics", new { body = "x" }));
        _ids["goal"] = IdOf(await _coach.SendAsync(
            HttpMethod.Post, "/goals",
            new { coaching_relationship_id = _ids["relationship"], title = "x", body = "x", status = "NotStarted" }));
        await _coach.SendAsync(HttpMethod.Post, $"/coaching_sessions/{_ids["session"]}/goals", new { goal_id = _ids["goal"] });
    }

    private async Task ArrangeMemberAsync()
    {
        _ids["member"] = IdOf(await _admin.SendAsync(
            HttpMethod.Post, $"/organizations/{_ids["organization"]}/users",
            new { first_name = "A", last_name = "B", email = $"member{++_number}@demo.test" }));
        _ids["relationship of member"] = IdOf(await _admin.SendAsync(
            HttpMethod.Post, $"/organizations/{_ids["organization"]}/coaching_relationships",
            new { coach_id = _ids["admin"], coachee_id = _ids["member"] }));
    }

    private async Task ArrangeOrganizationAsync()
    {
        _ids["address"] = $"first{++_number}@demo.test";
        _ids["empty"] = IdOf(await _super.SendAsync(HttpMethod.Post, "/organizations", new { name = $"Empty {_number}" }));
    }

    private string Fill(string template) => _ids.Aggregate(template, (text, id) => text.Replace($"{{{id.Key}}}", id.Value));

    private static string IdOf(JsonElement element) => element.GetProperty("id").GetString()!;

    /// <summary>
    /// Lets something happen before a query or a transaction of the next request; not in a transaction or a save, which others wait for.
    /// </summary>
    private sealed class Meanwhile : SaveChangesInterceptor, IDbConnectionInterceptor, IStartupFilter
    {
        private readonly AsyncLocal<Request?> _request = new();
        private Func<Task>? _work;
        private int _openings;

        /// <returns>Whether it has not happened.</returns>
        public bool CallOff() => Interlocked.Exchange(ref _work, null) is not null;

        public void Before(int opening, Func<Task> work) => (_openings, _work) = (opening, work);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, then) =>
            {
                _request.Value = new Request();
                return then(context);
            });
            next(app);
        };

        public async ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (_request.Value is { IsSaving: false } && _work is { } work && --_openings == 0)
            {
                _work = null;
                await work();
            }
            return result;
        }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            _request.Value?.IsSaving = true;
            return ValueTask.FromResult(result);
        }

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            _request.Value?.IsSaving = false;
            return ValueTask.FromResult(result);
        }

        private sealed class Request
        {
            public bool IsSaving { get; set; }
        }
    }
}
