using System.Net;
using System.Text.Json;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Web;

/// <summary>Around the API: what a browser, an explorer and an operator meet.</summary>
public sealed class SettingsTests
{
    private static PlatformServer Server => SharedServer.Instance;

    [TestCase("http://localhost:3000", true)]
    [TestCase("https://127.0.0.1:3000", true)]
    [TestCase("http://localhost:3001", false)]
    [TestCase("http://evil.example", false)]
    public async Task Only_the_frontends_origin_may_call_with_the_cookie(string origin, bool allowed)
    {
        using var http = Server.Anonymous();
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
                Assert.That(checkedAnswer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins.Single() : null, Is.EqualTo(allowed ? origin : null));
                Assert.That(checkedAnswer.Headers.Contains("Access-Control-Allow-Credentials"), Is.EqualTo(allowed));
            }
            if (allowed)
                Assert.That(string.Join(',', answer.Headers.GetValues("Access-Control-Allow-Headers")), Does.Contain("x-version").And.Contain("content-type"));
        }
    }

    [Test]
    public async Task Swagger_describes_every_route_with_its_refusals_and_every_event()
    {
        using var http = Server.Anonymous();
        var document = JsonDocument.Parse(await http.GetStringAsync("/swagger/v1/swagger.json")).RootElement;
        Assert.That((await http.GetAsync("/swagger/index.html")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name} {path.Name}", Operation: operation.Value)))
            .ToList();
        List<string> open = ["/health", "/demo", "/login", "/password-reset/", "/magic-link/", "/email-change/", "/callback"];
        var schemas = document.GetProperty("components").GetProperty("schemas");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(operations, Has.Count.GreaterThan(20));
            foreach (var (name, operation) in operations)
            {
                Assert.That(operation.TryGetProperty("summary", out var summary) ? summary.GetString() : null, Is.Not.Null.And.Not.Empty, name);
                var responses = operation.GetProperty("responses");
                Assert.That(responses.TryGetProperty("500", out _), Is.True, name);
                foreach (var response in responses.EnumerateObject().Where(response => response.Name[0] is '4' or '5'))
                    Assert.That(response.Value.ToString(), Does.Contain("application/problem+json").And.Contain("ErrorBody"), $"{name} {response.Name}");
                if (!open.Exists(path => name.Contains(path, StringComparison.Ordinal)))
                    Assert.That(responses.TryGetProperty("401", out _), Is.True, name);
            }
            var create = document.GetProperty("paths").GetProperty("/actions").GetProperty("post");
            Assert.That(create.GetProperty("parameters").ToString(), Does.Contain("x-version").And.Contain("1.0.0-beta1"));
            foreach (var (name, type) in LiveEventCatalogue.All)
                Assert.That(schemas.GetProperty($"{type.Name}Event").ToString(), Does.Contain($"\"{name}\""));
        }
    }

    [Test]
    public async Task The_live_page_is_at_the_root_and_asks_no_other_host()
    {
        using var http = Server.Anonymous();

        var page = await http.GetStringAsync("/");

        Assert.That(page, Does.Contain("live.js").And.Not.Match("(src|href)=\"https?://"));
    }
}
