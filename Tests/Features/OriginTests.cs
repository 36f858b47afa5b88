using System.Net;
using System.Text;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>What a page of somebody else can make a browser send, with the cookie or to get one, does nothing.</summary>
[Category("Features")]
public sealed class OriginTests
{
    private const string Own = "own";
    private static readonly string Action = $$"""{"coaching_session_id":"{{DemoData.TodaysSessionId}}","status":"NotStarted","body":"forged"}""";
    private PlatformServer _server = null!;
    private Person _coach = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = PlatformServer.Start();
        _coach = await _server.SignInAsync("coach@demo.test");
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _coach.Dispose();
        _server.Dispose();
    }

    [TestCase("http://localhost:3000", true)]
    [TestCase("https://127.0.0.1:3000", true)]
    [TestCase("http://localhost:3001", false)]
    [TestCase("http://evil.example", false)]
    public async Task Only_the_frontends_origin_may_call_with_the_cookie(string origin, bool allowed)
    {
        using var http = SharedServer.Instance.Anonymous();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/actions");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "PUT");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type,x-version");
        preflight.Headers.Add("Access-Control-Request-Private-Network", "true");
        using var refused = new HttpRequestMessage(HttpMethod.Get, "/actions");
        refused.Headers.Add("Origin", origin);

        using var answer = await http.SendAsync(preflight);
        using var error = await http.SendAsync(refused);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Headers.Contains("Access-Control-Allow-Private-Network"), Is.EqualTo(allowed));
            foreach (var checkedAnswer in new[] { answer, error })
            {
                Assert.That(checkedAnswer.Headers.TryGetValues(
                    "Access-Control-Allow-Origin", out var origins) ? origins.Single() : null, Is.EqualTo(allowed ? origin : null));
                Assert.That(checkedAnswer.Headers.Contains("Access-Control-Allow-Credentials"), Is.EqualTo(allowed));
            }
            if (allowed)
                Assert.That(string.Join(',', answer.Headers.GetValues("Access-Control-Allow-Headers")), Does.Contain(
                    "x-version").And.Contain("content-type"));
        }
    }

    [TestCase("POST", "/login")]
    [TestCase("DELETE", "/delete")]
    [TestCase("POST", "/actions")]
    [TestCase("PUT", "/coaching_sessions/{session}")]
    [TestCase("PATCH", "/coaching_sessions/{session}/title")]
    [TestCase("DELETE", "/coaching_sessions/{session}")]
    [TestCase("POST", "/coaching_sessions/{session}/view")]
    [TestCase("POST", "/password-reset/request")]
    [TestCase("POST", "/admin/force_logout/{session}")]
    [TestCase("POST", "/webhooks/recall_ai")]
    [TestCase("POST", "/nowhere")]
    public async Task A_page_of_another_origin_changes_nothing(string method, string path)
    {
        foreach (var origin in new[] { "http://evil.example",
            "null", "", "http://localhost:3001", _server.Address.Authority, OtherLoopbackName() })
        {
            using var answer = await SendAsync(method, path, origin);
            var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

            using (Assert.EnterMultipleScope())
            {
                Assert.That(
                    ((int)answer.StatusCode, error.GetProperty("status_code").GetInt32(), error.GetProperty("error").GetString()),
                    Is.EqualTo((403, 403, "forbidden")), origin);
                Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False, origin);
            }
        }
        using var still = await _coach.Http.GetAsync($"/actions?coaching_session_id={DemoData.TodaysSessionId}");
        Assert.That(await still.Content.ReadAsStringAsync(), Does.Contain("status_code\":200").And.Not.Contain("forged"));
    }

    [TestCase(null)]
    [TestCase(Own)]
    [TestCase("http://localhost:3000")]
    [TestCase("https://127.0.0.1:3000")]
    public async Task The_frontend_the_servers_own_pages_and_scripts_pass(string? origin)
    {
        using var signedIn = await SendAsync("POST", "/login", origin == Own ? _server.Address.GetLeftPart(UriPartial.Authority) : origin);

        Assert.That(signedIn.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(signedIn.Headers.Contains("Set-Cookie"), Is.True);
        // the test's person is signed out by this, as the same browser would be
        _coach.Dispose();
        _coach = await _server.SignInAsync("coach@demo.test");
    }

    [Test]
    public async Task Reading_and_asking_what_is_allowed_stay_open()
    {
        using var read = await SendAsync("GET", "/health", "http://evil.example");
        using var asked = await SendAsync("OPTIONS", "/actions", "http://evil.example");

        Assert.That((read.StatusCode, asked.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
    }

    [TestCase(false, null, 404)]
    [TestCase(false, "1.0.0-beta1", 404)]
    [TestCase(false, "2", 400)]
    [TestCase(true, null, 400)]
    [TestCase(true, "2", 400)]
    [TestCase(true, "1.0.0-beta1", 404)]
    public async Task A_page_names_the_version_when_it_forces_a_logout_and_a_script_may_leave_it_out(
        bool fromPage, string? version, int expected)
    {
        using var admin = await _server.SignInAsync("admin@demo.test");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/admin/force_logout/{Guid.NewGuid()}");
        if (fromPage)
            request.Headers.Add("Origin", "http://localhost:3000");
        if (version is not null)
            request.Headers.Add("x-version", version);
        admin.Http.DefaultRequestHeaders.Remove("x-version");

        using var answer = await admin.Http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(expected));
    }

    private string OtherLoopbackName() =>
        $"http://{(_server.Address.Host == "localhost" ? "127.0.0.1" : "localhost")}:{_server.Address.Port}";

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? origin)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(method), path.Replace("{session}", DemoData.TodaysSessionId.ToString(), StringComparison.Ordinal));
        if (path == "/login")
            request.Content = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["email"] = "coach@demo.test", ["password"] = DemoData.Password });
        else if (method is not ("GET" or "OPTIONS"))
            request.Content = new StringContent(Action, Encoding.UTF8, "application/json");
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        return _coach.Http.SendAsync(request);
    }
}
