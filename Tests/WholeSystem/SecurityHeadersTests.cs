using CoachingPlatform.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>What a browser is told about an answer, with and without nginx, and that the pages work under it in a real one.</summary>
[Category("WholeSystem")]
public sealed class SecurityHeadersTests
{
    private TempFolder _folder = null!;
    private ServerProcess _server = null!;
    private NginxServer _nginx = null!;
    private Person _coach = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = new TempFolder();
        _server = await ServerProcess.StartAsync(
            _folder, environment: new Dictionary<string, string> { ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true" });
        _nginx = await NginxServer.StartAsync(_server.Address);
        _coach = await _server.SignInAsync("coach@demo.test");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _coach.Dispose();
        await _nginx.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [TestCase("/organizations", 200, true)]
    [TestCase("/actions/7", 400, true)]
    [TestCase("/nowhere", 404, true)]
    [TestCase("/coaching_sessions/11111111-1111-4111-8111-111111111111", 404, true)]
    [TestCase("/health", 200, true)]
    [TestCase("/", 200, false)]
    [TestCase("/live/live.js", 200, false)]
    [TestCase("/swagger/index.html", 200, false)]
    [TestCase("/swagger/swagger-ui.css", 200, false)]
    [TestCase("/swagger/v1/swagger.json", 200, false)]
    public async Task Every_answer_says_once_how_a_browser_may_use_it(string path, int status, bool isPrivate)
    {
        foreach (var site in new[] { _server.Address, new Uri(_nginx.Address, "/api/") })
        {
            using var http = Person.ClientFor(site, _coach.Cookie);
            using var answer = await http.GetAsync(new Uri(site, path[1..]));

            using (Assert.EnterMultipleScope())
            {
                Assert.That((int)answer.StatusCode, Is.EqualTo(status));
                Assert.That(One(answer, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
                Assert.That(One(answer, "Referrer-Policy"), Is.EqualTo("no-referrer"));
                Assert.That(One(answer, "X-Frame-Options"), Is.EqualTo("SAMEORIGIN"));
                Assert.That(One(answer, "Content-Security-Policy"), Does.Contain("default-src 'none'").And.Contain(
                    "frame-ancestors 'self'").And.Contain("script-src 'self'").And.Not.Contain("unsafe-eval"));
                Assert.That(answer.Headers.CacheControl?.NoStore ?? false, Is.EqualTo(isPrivate), answer.Headers.CacheControl?.ToString());
            }
        }
    }

    [Test]
    public async Task A_stream_is_not_cached_and_has_the_other_headers_too()
    {
        using var http = Person.ClientFor(new Uri(_nginx.Address, "/api/"), _coach.Cookie);
        await using var stream = await LiveStream.OpenAsync(http);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stream.Answer.Headers.CacheControl?.ToString(), Is.EqualTo("no-cache"));
            Assert.That(One(stream.Answer, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
            Assert.That(One(stream.Answer, "Content-Security-Policy"), Does.Contain("frame-ancestors 'self'"));
        }
    }

    [Test]
    public async Task What_nginx_answers_itself_has_them_too()
    {
        await using var alone = await NginxServer.StartAsync(ServerProcess.FreeAddress());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = alone.Address };
        foreach (var path in new[] { "/", "/health", "/nowhere", "/api/organizations", "/api/sse", "/api/metrics" })
        {
            using var answer = await http.GetAsync(path);

            Assert.That(
                (One(answer, "X-Content-Type-Options"), One(answer, "X-Frame-Options"), One(answer, "Referrer-Policy")),
                Is.EqualTo(("nosniff", "DENY", "no-referrer")), path);
        }
    }

    [Test]
    public async Task The_live_page_signs_in_and_works_in_a_browser_without_a_complaint()
    {
        foreach (var page in new[] { _server.Address, new Uri(_nginx.Address, "/api/") })
        {
            await using var stage = await LivePage.OpenAsync(page);
            await stage.SignInCleoAndEliAsync();
            await stage.Cleo.AddAsync("Actions", $"from {page.Port}");
            await stage.Eli.SeesAsync("Actions", $"from {page.Port}");
            await stage.Cleo.Root.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
            await Expect(stage.Cleo.Root.Locator(".sign-in")).ToBeVisibleAsync();

            Assert.That(stage.Browser.Complaints, Is.Empty);
        }
    }

    [Test]
    public async Task Swagger_UI_says_who_is_signed_in_and_shows_live_events_without_a_complaint()
    {
        await using var browser = await Browser.StartAsync(new Uri(_server.Address, "/swagger/index.html"));
        var page = browser.Page;
        await page.Locator("#operations-Login-Login_SignIn .opblock-summary-control").ClickAsync();
        await page.Locator("#operations-Login-Login_SignIn .execute").ClickAsync();
        await Expect(page.Locator(".who strong")).ToHaveTextAsync("Cleo Coach");

        await page.Locator("#operations-Sse-Sse_Stream .opblock-summary-control").ClickAsync();
        await page.GetByText("Open the stream").ClickAsync();
        await Expect(page.Locator(".live-stream [role=status]")).ToHaveTextAsync("live");
        await page.Locator("#operations-Actions-Actions_Create .opblock-summary-control").ClickAsync();
        await page.Locator("#operations-Actions-Actions_Create .execute").ClickAsync();
        await Expect(page.Locator(".live-stream pre")).ToContainTextAsync("event: action_created");
        await page.GetByText("Close the stream").ClickAsync();
        await Expect(page.Locator(".live-stream [role=status]")).ToHaveTextAsync("closed");

        Assert.That(browser.Complaints, Is.Empty);
    }

    private static string? One(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? string.Join(" and ", values) : null;
}
