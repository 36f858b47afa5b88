using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>Every route, asked by everybody.</summary>
[Category("Features")]
public sealed class AccessTests
{
    private static readonly string[] People = ["nobody", "coach", "coachee", "coachee2", "admin", "super", "outsider"];
    private readonly PlatformServer _server = PlatformServer.Start();
    private readonly Dictionary<string, Person?> _callers = [];
    private readonly Dictionary<string, string> _names = [];

    /// <summary>
    /// Status for: nobody, coach, coachee, another coachee of that coach (a plain member), admin of the organization, super admin, admin
    /// of another organization.
    /// </summary>
    [TestCase("GET /users/{coachee}", 401, 403, 200, 403, 403, 403, 403)]
    [TestCase("GET /users/{coachee}/organizations", 401, 403, 200, 403, 403, 403, 403)]
    [TestCase("GET /users/{coachee}/coaching-relationships", 401, 403, 200, 403, 403, 403, 403)]
    [TestCase("GET /organizations", 401, 200, 200, 200, 200, 200, 200)]
    [TestCase("GET /organizations/{organization}", 401, 200, 200, 200, 200, 200, 403)]
    [TestCase("GET /organizations/{organization}/coaching_relationships", 401, 200, 200, 200, 200, 200, 403)]
    [TestCase("GET /organizations/{organization}/coaching_relationships/{relationship}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /organizations/{otherOrganization}/coaching_relationships/{relationship}", 401, 404, 404, 404, 404, 404, 404)]
    [TestCase("POST /organizations/{organization}/coaching_relationships {pair}", 401, 403, 403, 403, 201, 201, 403)]
    [TestCase("GET /coaching_sessions?coaching_relationship_id={relationship}&from_date=2020-01-01&to_date=2040-01-01", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /coaching_sessions/{session}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("POST /coaching_sessions {newSession}", 401, 201, 403, 403, 403, 403, 403)]
    [TestCase("PUT /coaching_sessions/{session} {newDate}", 401, 200, 403, 403, 403, 403, 403)]
    [TestCase("PATCH /coaching_sessions/{session}/title {newTitle}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /coaching_session_series?coaching_relationship_id={relationship}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("POST /coaching_session_series {newSeries}", 401, 201, 403, 403, 403, 403, 403)]
    [TestCase("GET /coaching_session_series/{series}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /coaching_session_series/{series} {newSeries}", 401, 200, 403, 403, 403, 403, 403)]
    [TestCase("GET /actions?coaching_session_id={session}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("POST /actions {newAction}", 401, 201, 201, 403, 403, 403, 403)]
    [TestCase("GET /actions/{action}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /actions/{action} {newAction}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /actions/{action}/status {newStatus}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /actions/{action}/status?status=OnHold", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /agreements?coaching_session_id={session}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("POST /agreements {newText}", 401, 201, 201, 403, 403, 403, 403)]
    [TestCase("GET /agreements/{agreement}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /agreements/{agreement} {newText}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /notes?coaching_session_id={session}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("POST /notes {newText}", 401, 201, 201, 403, 403, 403, 403)]
    [TestCase("GET /notes/{note}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /notes/{note} {newText}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /users/{coachee}/goals", 401, 403, 200, 403, 403, 403, 403)]
    [TestCase("GET /goals?coaching_relationship_id={relationship}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("POST /goals {newGoal}", 401, 201, 201, 403, 403, 403, 403)]
    [TestCase("GET /goals/{goal}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /goals/{goal} {newGoal}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /goals/{goal}/status {holdStatus}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PUT /goals/{goal}/status?status=on_hold", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /goals/{goal}/sessions", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /coaching_sessions/{session}/goals", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /coaching_sessions/goals?coaching_relationship_id={relationship}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /coaching_sessions/goals?coaching_session_ids={session}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("POST /coaching_sessions/{session}/goals {completedGoal}", 401, 422, 422, 403, 403, 403, 403)]
    [TestCase("DELETE /coaching_sessions/{session}/goals/{goal}", 401, 404, 404, 403, 403, 403, 403)]
    [TestCase("GET /coaching_sessions/{session}/topics", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("POST /coaching_sessions/{session}/topics {newText}", 401, 201, 201, 403, 403, 403, 403)]
    [TestCase("PUT /coaching_sessions/{session}/topics/{topic} {newText}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PATCH /coaching_sessions/{session}/topics/{topic}/rating {rating}", 401, 403, 200, 403, 403, 403, 403)]
    [TestCase("PATCH /coaching_sessions/{session}/topics/{topic}/status {discussed}", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("PATCH /coaching_sessions/{session}/topics/reorder {noOrder}", 401, 422, 422, 403, 403, 403, 403)]
    [TestCase("POST /coaching_sessions/{session}/topics/{topic}/undo", 401, 422, 422, 403, 403, 403, 403)]
    [TestCase("DELETE /coaching_sessions/{session}/topics/{goal}", 401, 404, 404, 403, 403, 403, 403)]
    [TestCase("GET /users/{coachee}/actions", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /organizations/{organization}/coaching_relationships/{relationship}/actions", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /organizations/{otherOrganization}/coaching_relationships/{relationship}/actions", 401, 403, 403, 403, 403, 404, 404)]
    [TestCase("GET /organizations/{organization}/coaching_relationships/actions", 401, 200, 200, 200, 200, 200, 403)]
    [TestCase("GET /goals/{goal}/progress", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /organizations/{organization}/coaching_relationships/{relationship}/goal_progress", 401, 200, 200, 403, 403, 403, 403)]
    [TestCase("GET /organizations/{otherOrganization}/coaching_relationships/{relationship}/goal_progress", 401, 404, 404, 404, 404, 404, 404)]
    [TestCase("GET /users/{coachee}/coaching_sessions", 401, 403, 200, 403, 403, 403, 403)]
    [TestCase("GET /users/{coachee}/coaching_sessions/counts?from_date=2020-01-01&to_date=2040-01-01&group_by=month&tz=UTC", 401, 403, 200, 403, 403, 403, 403)]
    [TestCase("POST /coaching_sessions/{session}/view", 401, 200, 200, 403, 403, 403, 403)]
    public async Task Who_may_what(string request, params int[] expected)
    {
        var statuses = new List<int>();
        foreach (var person in People)
            statuses.Add(await AskAsync(person, request));

        Assert.That(statuses, Is.EqualTo(expected), string.Join(", ", People));
    }

    /// <summary>
    /// Status for: nobody, a plain member, the coach, the coachee whom some of it is about, admin of another organization, admin of the
    /// organization, super admin.
    /// </summary>
    [TestCase("GET /users?email=coachee@demo.test", 401, 403, 403, 403, 200, 200, 200)]
    [TestCase("PUT /users/{coachee} {nothing}", 401, 403, 403, 200, 403, 403, 403)]
    [TestCase("GET /users/{coachee}/mail-preferences", 401, 403, 403, 200, 403, 403, 403)]
    [TestCase("PUT /users/{coachee}/mail-preferences {nothing}", 401, 403, 403, 200, 403, 403, 403)]
    [TestCase("GET /users/{coachee}/calendar", 401, 403, 403, 200, 403, 403, 403)]
    [TestCase("POST /users/{coachee}/calendar", 401, 403, 403, 200, 403, 403, 403)]
    [TestCase("DELETE /users/{coachee}/calendar", 401, 403, 403, 200, 403, 403, 403)]
    [TestCase("PUT /users/{coachee}/password {wrongPassword}", 401, 403, 403, 422, 403, 403, 403)]
    [TestCase("POST /organizations {blankName}", 401, 403, 403, 403, 403, 403, 422)]
    [TestCase("PUT /organizations/{organization} {blankName}", 401, 403, 403, 403, 403, 403, 422)]
    [TestCase("PUT /organizations/{noOrganization} {blankName}", 401, 403, 403, 403, 403, 403, 404)]
    [TestCase("DELETE /organizations/{organization}", 401, 403, 403, 403, 403, 403, 409)]
    [TestCase("POST /organizations/{organization}/unarchive", 401, 403, 403, 403, 403, 403, 200)]
    [TestCase("POST /organizations/{noOrganization}/archive", 401, 403, 403, 403, 403, 403, 404)]
    [TestCase("POST /organizations/{organization}/announcements {announcement}", 401, 403, 403, 403, 403, 200, 200)]
    [TestCase("POST /organizations/{noOrganization}/announcements {announcement}", 401, 403, 403, 403, 403, 403, 404)]
    [TestCase("POST /admin/announcements {announcement}", 401, 403, 403, 403, 403, 403, 200)]
    [TestCase("GET /organizations/{organization}/users", 401, 200, 200, 200, 403, 200, 200)]
    [TestCase("GET /organizations/{noOrganization}/users", 401, 404, 404, 404, 404, 404, 404)]
    [TestCase("POST /organizations/{organization}/users {takenAddress}", 401, 403, 403, 403, 403, 409, 409)]
    [TestCase("POST /organizations/{organization}/users/{invited}/resend-invite", 401, 403, 403, 403, 403, 200, 200)]
    [TestCase("POST /organizations/{organization}/users/{stranger}/resend-invite", 401, 403, 403, 403, 403, 404, 404)]
    [TestCase("GET /organizations/{organization}/users/{coachee}/role", 401, 403, 403, 403, 403, 200, 200)]
    [TestCase("GET /organizations/{organization}/users/{stranger}/role", 401, 403, 403, 403, 403, 404, 404)]
    [TestCase("PUT /organizations/{organization}/users/{coachee}/role {userRole}", 401, 403, 403, 403, 403, 200, 200)]
    [TestCase("PUT /organizations/{organization}/users/{stranger}/role {userRole}", 401, 403, 403, 403, 403, 404, 404)]
    [TestCase("POST /organizations/{organization}/users/{coachee}/role {userRole}", 401, 403, 403, 403, 403, 409, 409)]
    [TestCase("DELETE /organizations/{organization}/users/{stranger}/role", 401, 403, 403, 403, 403, 404, 404)]
    [TestCase("DELETE /organizations/{organization}/users/{stranger}", 401, 403, 403, 403, 403, 404, 404)]
    [TestCase("DELETE /organizations/{organization}/users/{admin}", 401, 403, 403, 403, 403, 403, 409)]
    [TestCase("DELETE /organizations/{organization}/users/{admin}/role", 401, 403, 403, 403, 403, 403, 409)]
    [TestCase("GET /oauth/connections", 401, 200, 200, 200, 200, 200, 200)]
    [TestCase("GET /oauth/connections/{google}", 401, 404, 404, 404, 404, 404, 404)]
    [TestCase("DELETE /oauth/connections/{google}", 401, 404, 404, 404, 404, 404, 404)]
    [TestCase("GET /oauth/{google}/authorize?user_id={coachee}", 401, 403, 403, 307, 403, 403, 403)]
    [TestCase("GET /coaching_sessions/{session}/meeting_recording", 401, 403, 200, 200, 403, 403, 403)]
    [TestCase("POST /coaching_sessions/{session}/meeting_recording", 401, 403, 503, 403, 403, 403, 403)]
    [TestCase("DELETE /coaching_sessions/{session}/meeting_recording", 401, 403, 404, 403, 403, 403, 403)]
    [TestCase("GET /coaching_sessions/{session}/transcriptions", 401, 403, 200, 200, 403, 403, 403)]
    [TestCase("GET /coaching_sessions/{session}/transcriptions/{goal}/transcription_segments", 401, 403, 200, 200, 403, 403, 403)]
    [TestCase("GET /jwt/generate_collab_token?coaching_session_id={session}", 401, 403, 503, 503, 403, 403, 403)]
    [TestCase("GET /admin/metrics", 401, 403, 403, 403, 403, 403, 200)]
    [TestCase("GET /admin/tiptap/metrics/totals", 401, 403, 403, 403, 403, 403, 503)]
    [TestCase("GET /admin/tiptap/metrics/per-org", 401, 403, 403, 403, 403, 403, 503)]
    [TestCase("GET /admin/tiptap/metrics/abandoned", 401, 403, 403, 403, 403, 403, 503)]
    public async Task Who_runs_what(string request, params int[] expected)
    {
        string[] people = ["nobody", "coachee2", "coach", "coachee", "outsider", "admin", "super"];
        var statuses = new List<int>();
        foreach (var person in people)
            statuses.Add(await AskAsync(person, request));

        Assert.That(statuses, Is.EqualTo(expected), string.Join(", ", people));
    }

    [Test]
    public async Task Only_the_coach_deletes_a_session()
    {
        var created = await _callers["coach"]!.SendAsync(
            HttpMethod.Post, "/coaching_sessions", new { coaching_relationship_id = _names["relationship"], date = "2043-01-01" });

        await ExpectOnlyTheCoachDeletesAsync($"/coaching_sessions/{created.GetProperty("id")}");
    }

    [Test]
    public async Task Only_the_coach_deletes_a_series()
    {
        var created = await _callers["coach"]!.SendAsync(HttpMethod.Post, "/coaching_session_series", new
        {
            coaching_relationship_id = _names["relationship"],
            start_at = "2042-01-01",
            recurrence = new { frequency = "daily", count = 2 },
        });

        await ExpectOnlyTheCoachDeletesAsync($"/coaching_session_series/{created.GetProperty("series").GetProperty("id")}");
    }

    private async Task ExpectOnlyTheCoachDeletesAsync(string path)
    {
        foreach (var person in new[] { "coachee", "coachee2", "admin", "super", "outsider" })
            Assert.That(await AskAsync(person, $"DELETE {path}"), Is.EqualTo(403), person);
        Assert.That(await AskAsync("nobody", $"DELETE {path}"), Is.EqualTo(401));
        Assert.That(await AskAsync("coach", $"DELETE {path}"), Is.EqualTo(200));
    }

    [TestCase("actions")]
    [TestCase("agreements")]
    [TestCase("goals")]
    public async Task Only_participants_delete(string what)
    {
        var created = await _callers["coach"]!.SendAsync(HttpMethod.Post, $"/{what}", new
        {
            coaching_session_id = DemoData.TodaysSessionId,
            coaching_relationship_id = _names["relationship"],
            body = "to be deleted",
            status = "NotStarted",
        });
        var path = $"/{what}/{created.GetProperty("id")}";

        foreach (var person in new[] { "coachee2", "admin", "super", "outsider" })
            Assert.That(await AskAsync(person, $"DELETE {path}"), Is.EqualTo(403), person);
        Assert.That(await AskAsync("nobody", $"DELETE {path}"), Is.EqualTo(401));
        Assert.That(await AskAsync("coachee", $"DELETE {path}"), Is.EqualTo(200));
        Assert.That(await AskAsync("coach", $"DELETE {path}"), Is.EqualTo(404));
    }

    [OneTimeSetUp]
    public async Task SignIn()
    {
        var server = _server;
        _callers["nobody"] = null;
        foreach (var person in People[1..])
            _callers[person] = await server.SignInAsync($"{person}@demo.test");
        var coach = _callers["coach"]!;
        var session = await coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{DemoData.TodaysSessionId}");
        var action = await coach.CreateActionAsync(DemoData.TodaysSessionId, "for everybody to try");
        _names["session"] = DemoData.TodaysSessionId.ToString();
        _names["relationship"] = session.GetProperty("coaching_relationship_id").ToString();
        _names["action"] = action.GetProperty("id").ToString();
        _names["coachee"] = _callers["coachee"]!.Id.ToString();
        _names["admin"] = _callers["admin"]!.Id.ToString();
        _names["organization"] = (await server.InDatabaseAsync(
            db => db.Organizations.SingleAsync(o => o.Slug == "demo-harbour"))).Id.ToString();
        _names["otherOrganization"] = (await server.InDatabaseAsync(
            db => db.Organizations.SingleAsync(o => o.Slug == "demo-meadow"))).Id.ToString();
        _names["pair"] = $$"""{"coach_id":"{{coach.Id}}","coachee_id":"{{_names["coachee"]}}"}""";
        _names["newSession"] = $$"""{"coaching_relationship_id":"{{_names["relationship"]}}","date":"2030-01-01"}""";
        _names["google"] = "google";
        _names["noOrganization"] = Guid.NewGuid().ToString();
        _names["stranger"] = (await server.InDatabaseAsync(db => db.Users.SingleAsync(u => u.Email == "coach2@demo.test"))).Id.ToString();
        _names["invited"] = (await server.InDatabaseAsync(db => db.Users.SingleAsync(u => u.Email == "invited@demo.test"))).Id.ToString();
        _names["nothing"] = "{}";
        _names["blankName"] = """{"name":""}""";
        _names["userRole"] = """{"role":"User"}""";
        _names["announcement"] = """{"message":"m"}""";
        _names["takenAddress"] = """{"email":"coach@demo.test","first_name":"f","last_name":"l"}""";
        _names["wrongPassword"] = """{"current_password":"x","new_password":"a-good-long-password","confirm_password":"a-good-long-password"}""";
        await server.InDatabaseAsync(async db =>
        {
            var role = await db.UserRoles.SingleAsync(r => db.Users.Any(u => u.Id == r.UserId && u.Email == "outsider@demo.test"));
            role.Change(Role.Admin, DateTime.UnixEpoch);
            return await db.SaveChangesAsync();
        });
        _names["newSeries"] =
            $$$"""{"coaching_relationship_id":"{{{_names["relationship"]}}}","start_at":"2041-01-01","recurrence":{"frequency":"daily","count":1}}""";
        _names["series"] = (await coach.SendAsync(HttpMethod.Post, "/coaching_session_series", new
        {
            coaching_relationship_id = _names["relationship"],
            start_at = "2040-01-01",
            recurrence = new { frequency = "daily", count = 1 },
        })).GetProperty("series").GetProperty("id").ToString();
        _names["newDate"] = """{"date":"2026-11-23T15:00:00"}""";
        _names["newTitle"] = """{"title":"T"}""";
        _names["newAction"] = $$"""{"coaching_session_id":"{{_names["session"]}}","status":"NotStarted"}""";
        _names["newText"] = $$"""{"coaching_session_id":"{{_names["session"]}}","body":"b"}""";
        foreach (var (name, path) in new[] { ("agreement", "/agreements"), ("note", "/notes") })
            _names[name] = (await coach.SendAsync(HttpMethod.Post, path, new { coaching_session_id = DemoData.TodaysSessionId }))
                .GetProperty("id").ToString();
        _names["newGoal"] = $$"""{"coaching_relationship_id":"{{_names["relationship"]}}","status":"NotStarted"}""";
        _names["holdStatus"] = """{"status":"OnHold"}""";
        foreach (var (name, status) in new[] { ("goal", "OnHold"), ("over", "Completed") })
        {
            var goal = await coach.SendAsync(HttpMethod.Post, "/goals", new { coaching_relationship_id = _names["relationship"], status });
            _names[name] = goal.GetProperty("id").ToString();
        }
        _names["completedGoal"] = $$"""{"goal_id":"{{_names["over"]}}"}""";
        _names["topic"] = (await coach.SendAsync(
            HttpMethod.Post, $"/coaching_sessions/{DemoData.TodaysSessionId}/topics", new { body = "t" })).GetProperty("id").ToString();
        _names["rating"] = """{"priority":"High"}""";
        _names["discussed"] = """{"status":"Discussed"}""";
        _names["noOrder"] = """{"ordered_ids":[]}""";
        _names["newStatus"] = """{"status":"Completed"}""";
    }

    [OneTimeTearDown]
    public void Leave()
    {
        foreach (var person in _callers.Values)
            person?.Dispose();
        _server.Dispose();
    }

    private async Task<int> AskAsync(string person, string request)
    {
        var parts = request.Split(' ');
        string Fill(string text) => _names.Aggregate(
            text, (filled, name) => filled.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));
        using var anonymous = _server.Anonymous();
        using var message = new HttpRequestMessage(new HttpMethod(parts[0]), Fill(parts[1]));
        if (parts.Length > 2)
            message.Content = new StringContent(Fill(parts[2]), System.Text.Encoding.UTF8, "application/json");
        using var answer = await (_callers[person]?.Http ?? anonymous).SendAsync(message);
        return (int)answer.StatusCode;
    }
}
