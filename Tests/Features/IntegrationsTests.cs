using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.Features;

/// <summary>With nothing configured every page still gets an answer it can live with.</summary>
[Category("Features")]
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
    [TestCase("GET", "/jwt/generate_collab_token?coaching_session_id={session}", 503, "integration_not_configured")]
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
        {
            var integration = path.Contains("recording", StringComparison.Ordinal) ? "recording" : "documents";
            Assert.That(body.GetProperty("details").ToString(), Is.EqualTo($$"""{"integration":"{{integration}}"}"""));
        }
    }

    [Test]
    public async Task A_document_token_opens_the_document_of_one_session_for_a_day()
    {
        const string Key = "a-key-of-the-document-service-with-enough-bytes";
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var server = PlatformServer.Start(
            new Dictionary<string, string> { ["Tiptap:AppId"] = "app", ["Tiptap:JwtSigningKey"] = Key },
                replace: services => services.AddSingleton<TimeProvider>(clock));
        using var coach = await server.SignInAsync("coach@demo.test");
        var name = (await coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{DemoData.TodaysSessionId}"))
            .GetProperty("collab_document_name").GetString()!;

        var data = await coach.SendAsync(HttpMethod.Get, $"/jwt/generate_collab_token?coaching_session_id={DemoData.TodaysSessionId}");

        var parts = data.GetProperty("token").GetString()!.Split('.');
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.GetProperty("sub").GetString(), Is.EqualTo(name));
            Assert.That(
                JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement.GetProperty("alg").GetString(), Is.EqualTo("HS256"));
            Assert.That(
                Base64Url.EncodeToString(HMACSHA256.HashData(
                    Encoding.UTF8.GetBytes(Key), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"))), Is.EqualTo(parts[2]));
            Assert.That(claims.GetProperty("sub").GetString(), Is.EqualTo(name));
            Assert.That(claims.GetProperty("aud").GetString(), Is.EqualTo("app"));
            Assert.That(claims.GetProperty("allowedDocumentNames").ToString(), Is.EqualTo($"""["{name}"]"""));
            Assert.That(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), Is.EqualTo(24 * 60 * 60));
            Assert.That(claims.GetProperty("iat").GetInt64(), Is.EqualTo(clock.GetUtcNow().ToUnixTimeSeconds()));
        }
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
