using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Tests.Features;

/// <summary>A support request that names its id can be found in the log.</summary>
[Category("Features")]
public sealed partial class RequestIdTests
{
    private const string Header = "X-Request-ID";

    [TestCase("/health", HttpStatusCode.OK)]
    [TestCase("/style.css", HttpStatusCode.OK)]
    [TestCase("/actions", HttpStatusCode.Unauthorized)]
    [TestCase("/nowhere", HttpStatusCode.NotFound)]
    [TestCase("/magic-link/validate", HttpStatusCode.BadRequest)]
    public async Task Every_answer_carries_the_clients_id_and_an_error_carries_it_in_its_body_too(string path, HttpStatusCode status)
    {
        using var answer = await GetAsync(SharedServer.Instance, path, "Root=1-67891233:a/b+c_d.e");

        Assert.That((answer.StatusCode, answer.Headers.GetValues(Header).Single()), Is.EqualTo((status, "Root=1-67891233:a/b+c_d.e")));
        if (!answer.IsSuccessStatusCode)
            Assert.That(await IdInBodyAsync(answer), Is.EqualTo("Root=1-67891233:a/b+c_d.e"));
    }

    [TestCase()]
    [TestCase("")]
    [TestCase("two words")]
    [TestCase("<script>")]
    [TestCase("one", "two")]
    public async Task An_id_that_is_none_is_replaced(params string[] given)
    {
        using var answer = await GetAsync(SharedServer.Instance, "/nowhere", given);

        var id = answer.Headers.GetValues(Header).Single();
        Assert.That(Generated().IsMatch(id), Is.True, id);
        Assert.That(await IdInBodyAsync(answer), Is.EqualTo(id));
    }

    [TestCase(128, true)]
    [TestCase(129, false)]
    public async Task An_id_has_at_most_128_characters(int length, bool kept)
    {
        using var answer = await GetAsync(SharedServer.Instance, "/health", new string('x', length));

        Assert.That(answer.Headers.GetValues(Header).Single() == new string('x', length), Is.EqualTo(kept));
    }

    [Test]
    public async Task Pages_of_the_frontend_may_read_it()
    {
        using var http = SharedServer.Instance.Anonymous();
        http.DefaultRequestHeaders.Add("Origin", "http://localhost:3000");

        using var answer = await http.GetAsync("/health");

        Assert.That(string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")), Does.Contain(Header));
    }

    [Test]
    public async Task A_failure_is_answered_and_logged_under_it()
    {
        using var log = new CapturedLog();
        using var server = PlatformServer.Start(replace: services => services.AddSingleton<ILoggerProvider>(log));
        await server.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"""DROP TABLE "AccountTokens" """));

        using var answer = await GetAsync(server, "/magic-link/validate?token=x", "support-case-7");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(
            (answer.Headers.GetValues(Header).Single(), await IdInBodyAsync(answer)), Is.EqualTo(("support-case-7", "support-case-7")));
        Assert.That(log.Lines, Has.Some.Contains("GET /magic-link/validate failed").And.Some.Contains("request_id:support-case-7"));
        Assert.That(log.Lines.Where(line => line.Contains("/magic-link/validate failed", StringComparison.Ordinal)), Has.All.Contains(
            "request_id:support-case-7"));
    }

    [Test]
    public async Task The_console_shows_it()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(
            folder, environment: new Dictionary<string, string> { ["Logging__LogLevel__Microsoft.AspNetCore.Routing"] = "Debug" });
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add(Header, "support-case-8");

        using var answer = await http.GetAsync("/nowhere");

        await Eventually.TrueAsync(
            () => server.OutputSoFar.Contains("request_id:support-case-8", StringComparison.Ordinal), "the id is on the console");
    }

    private static async Task<HttpResponseMessage> GetAsync(PlatformServer server, string path, params string[] ids)
    {
        using var http = server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var id in ids)
            request.Headers.TryAddWithoutValidation(Header, id);
        return await http.SendAsync(request);
    }

    private static async Task<string?> IdInBodyAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("request_id").GetString();

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Generated();
}
