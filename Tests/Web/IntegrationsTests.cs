using System.Net;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Web;

/// <summary>With nothing configured every page still gets an answer it can live with.</summary>
public sealed class IntegrationsTests
{
    private const string Session = "/coaching_sessions/{session}";
    private Person _coach = null!;

    [OneTimeSetUp]
    public async Task SignIn() => _coach = await SharedServer.Instance.SignInAsync("coach@demo.test");

    [OneTimeTearDown]
    public void Leave() => _coach.Dispose();

    [TestCase("GET", "/oauth/connections", 200, "[]")]
    [TestCase("GET", "/oauth/connections/google", 404, "not_found")]
    [TestCase("DELETE", "/oauth/connections/zoom", 404, "not_found")]
    [TestCase("GET", "/oauth/connections/other", 400, "bad_request")]
    [TestCase("GET", Session + "/meeting_recording", 200, "")]
    [TestCase("POST", Session + "/meeting_recording", 503, "integration_not_configured")]
    [TestCase("DELETE", Session + "/meeting_recording", 404, "not_found")]
    [TestCase("GET", Session + "/transcriptions", 200, "")]
    [TestCase("GET", Session + "/transcriptions/{session}/transcription_segments", 200, "[]")]
    [TestCase("GET", "/jwt/generate_collab_token?coaching_session_id={session}", 403, "integration_not_configured")]
    [TestCase("GET", "/jwt/generate_collab_token", 400, "bad_request")]
    [TestCase("POST", "/webhooks/recall_ai", 401, "unauthorized")]
    public async Task The_answer_is_calm(string method, string path, int status, string expected)
    {
        using var answer = await _coach.TrySendAsync(
            new HttpMethod(method), path.Replace("{session}", DemoData.TodaysSessionId.ToString(), StringComparison.Ordinal));
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.That((int)answer.StatusCode, Is.EqualTo(status), body.ToString());
        Assert.That(body.GetProperty(status == 200 ? "data" : "error").ToString(), Is.EqualTo(expected));
        if (status == 503)
            Assert.That(body.GetProperty("details").ToString(), Is.EqualTo("""{"integration":"recording"}"""));
    }

    [TestCase("/oauth/google/authorize?user_id={user}", "http://localhost:3000/settings/integrations?google_error=not_configured")]
    [TestCase("/oauth/zoom/callback?state=x&code=y", "http://localhost:3000/settings/integrations?zoom_error=invalid_state")]
    public async Task A_browser_comes_back_to_the_settings_page(string path, string expected)
    {
        using var http = Person.ClientFor(SharedServer.Instance.Address, _coach.Cookie);
        http.DefaultRequestHeaders.Remove("x-version");

        using var answer = await http.GetAsync(path.Replace("{user}", _coach.Id.ToString(), StringComparison.Ordinal));

        Assert.That((answer.StatusCode, answer.Headers.Location?.ToString()), Is.EqualTo((HttpStatusCode.TemporaryRedirect, expected)));
    }
}
