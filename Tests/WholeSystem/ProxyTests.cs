using System.Net;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>Through a real nginx with the configuration from <c>nginx/</c>, and in a real browser.</summary>
[Category("WholeSystem")]
public sealed class ProxyTests
{
    private static readonly Dictionary<string, string> BehindProxy = new()
    {
        ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
        ["Sse__KeepAlive"] = "00:00:01",
    };

    [Test]
    public async Task Events_come_unbuffered_and_a_stream_survives_half_a_minute_of_silence()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(
            folder, environment: new Dictionary<string, string>(BehindProxy) { ["Sse__KeepAlive"] = "00:00:15" });
        await using var nginx = await NginxServer.StartAsync(server.Address);
        var api = new Uri(nginx.Address, "/api/");
        using var coach = await server.SignInAsync("coach@demo.test");
        using var http = Person.ClientFor(api, coach.Cookie);
        await using var stream = await LiveStream.OpenAsync(http);

        await coach.CreateActionAsync(DemoData.TodaysSessionId, "at once");
        await stream.NextAsync("action_created");
        await Eventually.TrueAsync(() => stream.Parser.Comments >= 2, "keep-alives come through", seconds: 40);
        await coach.CreateActionAsync(DemoData.TodaysSessionId, "after silence");
        await stream.NextAsync("action_created");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stream.Answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/event-stream"));
            Assert.That(stream.Answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
            Assert.That((await http.GetAsync(new Uri(nginx.Address, "/api/metrics"))).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }
    }

    [Test]
    public async Task Over_TLS_it_speaks_HTTP_2_keeps_HSTS_on_the_stream_and_sends_one_CORS_header()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder, environment: BehindProxy);
        await using var nginx = await NginxServer.StartAsync(withTls: true, server.Address);
        using var coach = await server.SignInAsync("coach@demo.test");
        using var http = NginxServer.Trusting(nginx.Address);
        foreach (var path in new[] { "/api/sse", "/api/health", "/api/organizations" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { { "Cookie", $"id={coach.Cookie}" }, { "Origin", "http://localhost:3000" }, { "x-version", "1.0.0-beta1" } },
            };
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

            using (Assert.EnterMultipleScope())
            {
                Assert.That((answer.StatusCode, answer.Version), Is.EqualTo((HttpStatusCode.OK, HttpVersion.Version20)), path);
                Assert.That(answer.Headers.GetValues("Strict-Transport-Security"), Is.EqualTo(
                    new[] { "max-age=31536000; includeSubDomains" }), path);
                Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "http://localhost:3000" }), path);
                if (path == "/api/organizations")
                    Assert.That(answer.Headers.GetValues("Set-Cookie").Single(), Does.EndWith("; Secure"));
            }
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_servers_own_origin_is_the_one_that_browsers_see(bool withTls)
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder, environment: BehindProxy);
        await using var nginx = await NginxServer.StartAsync(withTls, server.Address);
        using var http = NginxServer.Trusting(nginx.Address);
        async Task<HttpStatusCode> SignInAsync(Version version, string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/login")
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Headers = { { "Origin", origin } },
                Content = new FormUrlEncodedContent(
                    new Dictionary<string, string> { ["email"] = "coach@demo.test", ["password"] = DemoData.Password }),
            };
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }

        var own = nginx.Address.GetLeftPart(UriPartial.Authority);
        var others = new[] { server.Address.GetLeftPart(
            UriPartial.Authority), $"{(withTls ? "http" : "https")}://{nginx.Address.Authority}", "http://127.0.0.1", "null" };

        foreach (var version in withTls ? new[] { HttpVersion.Version11, HttpVersion.Version20 } : [HttpVersion.Version11])
        {
            Assert.That(await SignInAsync(version, own), Is.EqualTo(HttpStatusCode.OK));
            foreach (var other in others)
                Assert.That(await SignInAsync(version, other), Is.EqualTo(HttpStatusCode.Forbidden), other);
        }
    }

    [Test]
    public async Task While_the_application_is_away_the_stream_is_answered_with_a_delay()
    {
        await using var nginx = await NginxServer.StartAsync(ServerProcess.FreeAddress());
        using var http = new HttpClient { BaseAddress = nginx.Address };

        using var answer = await http.GetAsync("/api/sse");
        using var other = await http.GetAsync("/api/organizations");

        Assert.That(
            (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()), Is.EqualTo((HttpStatusCode.OK, "text/event-stream")));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Match(@"\Aretry: [0-9]+\n\n\z"));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
    }

    [Test]
    public async Task A_browser_comes_back_by_itself_after_a_restart_and_misses_nothing()
    {
        using var folder = new TempFolder();
        var server = await ServerProcess.StartAsync(folder, environment: BehindProxy);
        var address = server.Address;
        await using var nginx = await NginxServer.StartAsync(address);
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var browser = await Browser.StartAsync(new Uri(nginx.Address, "/api/health"));
        await browser.RunAsync($"document.cookie = 'id={coach.Cookie}; path=/'");
        await browser.RunAsync("""
            window.seen = []; window.source = new EventSource('/api/sse');
            source.addEventListener('action_created', e => seen.push(JSON.parse(e.data).data.action.body));
            """);
        await Eventually.TrueAsync(async () => await browser.RunAsync("source.readyState") == "1", "the stream is open");
        await coach.CreateActionAsync(DemoData.TodaysSessionId, "before");
        await Eventually.TrueAsync(async () => await browser.RunAsync("seen.join()") == "before", "the first event is seen");

        server.Terminate();
        await server.WaitForExitAsync(TimeSpan.FromSeconds(10));
        Assert.That(server.ExitCode, Is.Zero);
        await server.DisposeAsync();
        // long enough for the browser to meet nginx alone
        await Eventually.TrueAsync(async () => await browser.RunAsync(
            "performance.getEntriesByType('resource').filter(r => r.name.endsWith('/sse')).length") != "1", "it has tried again", 20);
        await using var again = await ServerProcess.StartAsync(folder, address, BehindProxy);
        using var coachAgain = await again.SignInAsync("coach@demo.test");
        await coachAgain.CreateActionAsync(DemoData.TodaysSessionId, "after");

        await Eventually.TrueAsync(async () => await browser.RunAsync("seen.join()") == "before,after", "it came back by itself", 30);
    }
}
