using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>Each gets the contract's status and the one error shape, and changes nothing.</summary>
[Category("Features")]
public sealed class BadInputTests
{
    private const string Unknown = "11111111-1111-4111-8111-111111111111";
    private static readonly string Session = DemoData.TodaysSessionId.ToString();
    private Person _coach = null!;

    private static string Action(string rest) => $$"""{"coaching_session_id":"{{Session}}","status":"NotStarted"{{rest}}}""";

    private static IEnumerable<TestCaseData> Cases()
    {
        TestCaseData Case(string name, int status, string method, string path, string? body = null, string? type = "application/json") =>
            new TestCaseData(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), type, status).SetArgDisplayNames(name);

        yield return Case("unknown path", 404, "GET", "/nowhere");
        yield return Case("a file of the program", 404, "GET", "/appsettings.json");
        yield return Case("other method", 405, "PATCH", "/actions");
        yield return Case("broken JSON", 400, "POST", "/actions", """{"body":""");
        yield return Case("raw control character", 400, "POST", "/actions", Action(""","body":"a""" + "\u0001\""));
        yield return Case("empty body", 400, "POST", "/actions", "");
        yield return Case("null", 400, "POST", "/actions", "null");
        yield return Case("no content type", 415, "POST", "/actions", Action(""), null);
        yield return Case("form instead of JSON", 415, "POST", "/actions", "a=b", "application/x-www-form-urlencoded");
        yield return Case("array", 422, "POST", "/actions", "[]");
        yield return Case("very deep", 422, "POST", "/actions", new string('[', 200));
        yield return Case("missing members", 422, "POST", "/actions", "{}");
        yield return Case("wrong type", 422, "POST", "/actions", Action(""","body":5"""));
        yield return Case("unknown status", 422, "POST", "/actions", $$"""{"coaching_session_id":"{{Session}}","status":"Later"}""");
        yield return Case("status as a number", 422, "POST", "/actions", $$"""{"coaching_session_id":"{{Session}}","status":1}""");
        yield return Case("bad id in the body", 422, "POST", "/actions", """{"coaching_session_id":"7","status":"NotStarted"}""");
        yield return Case("NUL", 422, "POST", "/actions", Action(""","body":"a\u0000b" """));
        yield return Case("half a character", 422, "POST", "/actions", Action(""","body":"a\ud800b" """));
        yield return Case("bad due date", 422, "POST", "/actions", Action(""","due_by":"soon" """));
        yield return Case("stranger as assignee", 422, "POST", "/actions", Action($",\"assignee_ids\":[\"{Unknown}\"]"));
        yield return Case("unknown goal", 404, "POST", "/actions", Action($",\"goal_id\":\"{Unknown}\""));
        yield return Case("unknown session", 404, "POST", "/actions", $$"""{"coaching_session_id":"{{Unknown}}","status":"NotStarted"}""");
        yield return Case("bad id in the path", 400, "GET", "/actions/7");
        yield return Case("bad id in the query", 400, "GET", "/actions?coaching_session_id=7");
        yield return Case("missing parameter", 400, "GET", "/actions");
        yield return Case("unknown sort field", 400, "GET", $"/actions?coaching_session_id={Session}&sort_by=body");
        yield return Case("sort field as a number", 400, "GET", $"/actions?coaching_session_id={Session}&sort_by=1");
        yield return Case("unknown action", 404, "PUT", $"/actions/{Unknown}", Action(""));
        yield return Case("status nowhere", 422, "PUT", $"/actions/{Unknown}/status");
        yield return Case("bad status in the query", 400, "PUT", $"/actions/{Unknown}/status?status=7");
        yield return Case("missing dates", 400, "GET", $"/coaching_sessions?coaching_relationship_id={Unknown}");
        yield return Case(
            "bad date", 400, "GET", $"/coaching_sessions?coaching_relationship_id={Unknown}&from_date=2026-02-30&to_date=2026-03-01");
        yield return Case("unknown relationship",
            404, "GET", $"/coaching_sessions?coaching_relationship_id={Unknown}&from_date=2026-02-01&to_date=2026-03-01");
        yield return Case("session of 0 minutes", 422, "PUT", $"/coaching_sessions/{Session}", """{"date":"2026-11-23T15:48:00","duration_minutes":0}""");
        yield return Case("session of half a minute", 422, "PUT", $"/coaching_sessions/{Session}", """{"date":"2026-11-23T15:48:00","duration_minutes":0.5}""");
        yield return Case("session without a date", 422, "PUT", $"/coaching_sessions/{Session}", """{"duration_minutes":60}""");
        yield return Case("title of 501 characters", 422, "PATCH", $"/coaching_sessions/{Session}/title", $$"""{"title":"{{new string('x', 501)}}"}""");
        yield return Case("title as a number", 422, "PATCH", $"/coaching_sessions/{Session}/title", """{"title":1}""");
        yield return Case("unknown organization status", 422, "GET", "/organizations?status=some");
        yield return Case("unknown organization parameter", 422, "GET", "/organizations?name=x");
        yield return Case("unknown side", 400, "GET", $"/users/{Unknown}/coaching-relationships?role=boss");
        yield return Case("somebody else", 403, "GET", $"/users/{Unknown}");
        yield return Case("unknown organization", 404, "GET", $"/organizations/{Unknown}");
        yield return Case("bad id of a user to sign out", 400, "POST", "/admin/force_logout/7");
        yield return Case("JSON login", 415, "POST", "/login", "{}");
        yield return Case(
            "login in UTF-7", 415, "POST", "/login", "email=a&password=b", "application/x-www-form-urlencoded; charset=utf-7");
        yield return Case(
            "login in UTF-16", 415, "POST", "/login", "email=a&password=b", "application/x-www-form-urlencoded; charset=utf-16");
        yield return Case(
            "login in an unknown charset", 415, "POST", "/login", "email=a&password=b", "application/x-www-form-urlencoded; charset=x");
        yield return Case("JSON in UTF-7", 415, "POST", "/actions", Action(""), "application/json; charset=utf-7");
        yield return Case("JSON in a charset without a name", 415, "POST", "/actions", Action(""), "application/json; charset=");
        yield return Case("half a bracket in a form", 422, "POST", "/login", "[a=1&email=a", "application/x-www-form-urlencoded");
        yield return Case("half a bracket in the query", 400, "GET", "/actions?[a=1");
        yield return Case("script as a meeting address", 422, "PUT", $"/coaching_sessions/{Session}", """{"date":"2026-11-23T15:48:00","meeting_url":"javascript:alert(1)"}""");
        yield return Case("file as a profile address", 422, "PUT", $"/users/{Unknown}", """{"github_profile_url":"file:///etc/passwd"}""");
        yield return Case("profile address without a scheme", 422, "PUT", $"/users/{Unknown}", """{"github_profile_url":"github.com/me"}""");
        yield return Case("data as the profile address of somebody new", 422, "POST", $"/organizations/{Unknown}/users",
            """{"email":"a@b.c","first_name":"A","last_name":"B","github_profile_url":"data:text/html,x"}""");
        yield return Case("script as a logo", 422, "POST", "/organizations", """{"name":"N","logo":"javascript:alert(1)"}""");
        yield return Case("logo without a host", 422, "PUT", $"/organizations/{Unknown}", """{"name":"N","logo":"https://"}""");
        yield return Case("time zone on Mars", 422, "PUT", $"/users/{Unknown}", """{"timezone":"Mars/Olympus"}""");
        yield return Case("no time zone", 422, "PUT", $"/users/{Unknown}", """{"timezone":""}""");
        yield return Case("time zone of Windows", 422, "PUT", $"/users/{Unknown}", """{"timezone":"W. Europe Standard Time"}""");
        yield return Case("no time zone for somebody new", 422, "POST", $"/organizations/{Unknown}/users",
            """{"email":"a@b.c","first_name":"A","last_name":"B","timezone":""}""");
        yield return Case("login without password", 422, "POST", "/login", "email=a", "application/x-www-form-urlencoded");
        yield return Case("3 MB", 413, "POST", "/actions", Action($",\"body\":\"{new string('x', 3_000_000)}\""));
        yield return Case("3 MB login", 413, "POST", "/login", new string('x', 3_000_000), "application/x-www-form-urlencoded");
    }

    [OneTimeSetUp]
    public async Task SignIn() => _coach = await SharedServer.Instance.SignInAsync("coach@demo.test");

    [OneTimeTearDown]
    public void Leave() => _coach.Dispose();

    [TestCaseSource(nameof(Cases))]
    public async Task Bad_input(string method, string path, byte[]? body, string? contentType, int status)
    {
        var before = await StateAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var answer = await _coach.Http.SendAsync(request);
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(status), error.ToString());
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That(error.GetProperty("status").GetInt32(), Is.EqualTo(status));
            Assert.That(error.GetProperty("status_code").GetInt32(), Is.EqualTo(status));
            foreach (var member in new[] { "type", "title", "detail", "instance", "traceId", "request_id", "error", "message" })
                Assert.That(error.GetProperty(member).GetString(), Is.Not.Empty, member);
            Assert.That(error.ToString(), Does.Not.Contain("CoachingPlatform").And.Not.Contain("System."));
            Assert.That(await StateAsync(), Is.EqualTo(before), "nothing changed");
        }
    }

    [TestCase(0, false, 201)]
    [TestCase(1, false, 413)]
    [TestCase(1, true, 413)]
    public async Task Two_megabytes_are_the_limit_also_where_the_length_is_not_announced(int beyond, bool chunked, int status)
    {
        const int Limit = 2 * 1024 * 1024;
        var frame = Action(",\"ignored\":\"\"");
        var body = Action($",\"ignored\":\"{new string('x', Limit - frame.Length + beyond)}\"");
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/actions")
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await _coach.Http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    [TestCase("POST", "/actions", "body", 20_000)]
    [TestCase("PUT", $"/actions/{Unknown}", "body", 20_000)]
    [TestCase("POST", "/agreements", "body", 20_000)]
    [TestCase("PUT", $"/agreements/{Unknown}", "body", 20_000)]
    [TestCase("POST", "/goals", "body", 20_000)]
    [TestCase("PUT", $"/goals/{Unknown}", "body", 20_000)]
    [TestCase("POST", "/goals", "title", 1_000)]
    [TestCase("PUT", $"/goals/{Unknown}", "title", 1_000)]
    [TestCase("POST", "/notes", "body", 100_000)]
    [TestCase("PUT", $"/notes/{Unknown}", "body", 100_000)]
    [TestCase("POST", $"/coaching_sessions/{Unknown}/topics", "body", 20_000)]
    [TestCase("PUT", $"/coaching_sessions/{Unknown}/topics/{Unknown}", "body", 20_000)]
    public async Task A_text_has_a_limit_which_the_refusal_names(string method, string path, string member, int limit)
    {
        Task<HttpResponseMessage> WithAsync(int length) => _coach.TrySendAsync(new HttpMethod(method), path, new Dictionary<string, object>
        {
            ["coaching_session_id"] = Unknown,
            ["coaching_relationship_id"] = Unknown,
            ["status"] = "NotStarted",
            [member] = new string('x', length),
        });

        using var allowed = await WithAsync(limit);
        using var refused = await WithAsync(limit + 1);
        var error = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)allowed.StatusCode, Is.EqualTo(404), "what it belongs to does not exist, the text is fine");
            Assert.That(((int)refused.StatusCode, error.GetProperty("error").GetString()), Is.EqualTo((422, "validation_error")));
            Assert.That(error.GetProperty("message").GetString(), Does.Contain($"{limit}"));
        }
    }

    [TestCase("/actions", "80000000")]
    [TestCase("/actions", "ffffffffffffffff")]
    [TestCase("/actions", "zz")]
    [TestCase("/actions", "2\r\n{}zz")]
    [TestCase("/login", "80000000")]
    public async Task A_chunk_of_no_size_is_bad_input(string path, string size)
    {
        var type = path == "/login" ? "application/x-www-form-urlencoded" : "application/json";
        using var client = new TcpClient();
        await client.ConnectAsync(SharedServer.Instance.Address.Host, SharedServer.Instance.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nx-version: 1.0.0-beta1\r\nCookie: id={_coach.Cookie}\r\nContent-Type: {type}\r\n"
            + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}"));
        using var reader = new StreamReader(client.GetStream());

        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(15));   // such a connection is of no use any more

        Assert.That(answer, Does.StartWith("HTTP/1.1 400 ").And.Contain("application/problem+json").And.Contain("\"bad_request\""));
    }

    [Test]
    public async Task A_client_that_sends_too_much_gets_its_answer_every_time()
    {
        for (var i = 0; i < 20; i++)
        {
            using var content = new ByteArrayContent(new byte[8_000_000]);
            using var answer = await _coach.Http.PostAsync("/actions", content);
            Assert.That((int)answer.StatusCode, Is.EqualTo(413));
        }
    }

    [Test]
    public async Task A_title_may_have_line_breaks_and_still_fits_a_frame()
    {
        await using var stream = await _coach.OpenStreamAsync();

        var session = await _coach.SendAsync(
            HttpMethod.Patch, $"/coaching_sessions/{Session}/title", new { title = "one\r\ntwo\u2028three" });

        Assert.That(session.GetProperty("title").GetString(), Is.EqualTo("one\r\ntwo\u2028three"));
        Assert.That((await stream.SkipToAsync("coaching_session_title_updated")).GetProperty("coaching_session_id").GetString(), Is.EqualTo(
            Session));
    }

    private static Task<string> StateAsync() => SharedServer.Instance.InDatabaseAsync(async db => string.Join(
        '|',
        await db.Actions.CountAsync(),
        await db.CoachingSessions.CountAsync(),
        await db.LoginSessions.CountAsync(),
        await db.Outbox.CountAsync(),
        (await db.CoachingSessions.SingleAsync(s => s.Id == DemoData.TodaysSessionId)).Version));
}
