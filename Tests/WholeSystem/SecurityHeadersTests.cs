using CoachingPlatform.Tests.Support;

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
    [TestCase("/live.js", 200, false)]
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

    [TestCase("Development", true)]
    [TestCase("Production", false)]
    public async Task Only_in_development_the_other_name_of_this_machine_may_frame_a_page(string environment, bool allowed)
    {
        const string Page = "/health";   // open to everybody in both
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(
            folder, environment: new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = environment });
        using var http = new HttpClient { BaseAddress = server.Address };
        await using var browser = await Browser.StartAsync(new Uri(server.Address, Page), "text/plain");

        using var answer = await http.GetAsync(Page);
        await browser.RunAsync($$"""
            window.frame = document.createElement('iframe'); frame.onload = () => window.framed = true;
            frame.src = 'http://localhost:{{server.Address.Port}}{{Page}}'; document.body.append(frame);
            """);
        await Eventually.TrueAsync(
            async () => await browser.RunAsync("window.framed === true") == "True", "the frame shows the page, or that it may not");

        var policy = One(answer, "Content-Security-Policy")!.Split(';', StringSplitOptions.TrimEntries);
        var others = $" http://localhost:{server.Address.Port} http://127.0.0.1:{server.Address.Port}";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(policy, Does.Contain($"frame-ancestors 'self'{(allowed ? others : "")}").And.Contains(
                $"frame-src 'self'{(allowed ? others : "")}"));
            Assert.That(browser.Complaints.Where(
                complaint => complaint.Contains("frame-", StringComparison.Ordinal)), allowed ? Is.Empty : Is.Not.Empty);
        }
    }

    [Test]
    public async Task The_live_page_signs_in_and_works_in_a_browser_without_a_complaint()
    {
        foreach (var page in new[] { _server.Address, new Uri(_nginx.Address, "/api/") })
        {
            await using var browser = await Browser.StartAsync(page, "text/html");
            await Eventually.TrueAsync(
                async () => await browser.RunAsync("!!document.querySelector('#people button')") == "True", "the demo people are offered");
            await browser.RunAsync("document.querySelector('#people button').click()");
            await Eventually.TrueAsync(
                async () => await browser.RunAsync("document.querySelector('#state').textContent") == "live", "the stream is open");
            await Eventually.TrueAsync(
                async () => (await browser.RunAsync("document.querySelector('#sessions').value")).Length > 0, "there is a session");
            var text = $"from {page.Port}";
            await browser.RunAsync(
                $"document.querySelector('#add input').value = '{text}'; document.querySelector('#add').requestSubmit()");
            await Eventually.TrueAsync(async () => (await browser.RunAsync("document.querySelector('#actions').innerText")).Contains(
                text, StringComparison.Ordinal), "the action is shown");
            await browser.RunAsync("document.querySelector('#sign-out').click()");
            await Eventually.TrueAsync(
                async () => await browser.RunAsync("document.querySelector('#signed-in').hidden") == "True", "the person has left");

            Assert.That(browser.Complaints, Is.Empty);
        }
    }

    [Test]
    public async Task Swagger_UI_signs_in_and_asks_in_a_browser_without_a_complaint()
    {
        await using var browser = await Browser.StartAsync(new Uri(_server.Address, "/swagger/index.html"), "text/html");
        await ExecuteAsync(browser, "Login-post_login");
        await Eventually.TrueAsync(async () => (await browser.RunAsync("document.body.innerText")).Contains(
            "Cleo", StringComparison.Ordinal), "somebody is signed in");

        Assert.That(browser.Complaints, Is.Empty);
    }

    private static async Task ExecuteAsync(Browser browser, string operation)
    {
        var block = $"document.querySelector('#operations-{operation}')";
        await Eventually.TrueAsync(async () => await browser.RunAsync($"!!{block}") == "True", "the routes are shown", 30);
        await browser.RunAsync($"{block}.querySelector('.opblock-summary-control').click()");
        await Eventually.TrueAsync(async () => await browser.RunAsync($"!!{block}.querySelector('.execute')") == "True", "it can be tried");
        await browser.RunAsync($"{block}.querySelector('.execute').click()");
    }

    private static string? One(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? string.Join(" and ", values) : null;
}
