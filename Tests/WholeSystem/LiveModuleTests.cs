using System.Globalization;
using System.Text.RegularExpressions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>The module for frontend developers: six tabs of one browser, and what becomes of the tab that holds the connection.</summary>
[Category("WholeSystem")]
public sealed class LiveModuleTests
{
    private const int Tabs = 6;

    /// <summary>Where a frontend of somebody else's is served from.</summary>
    private readonly Uri _elsewhere = ServerProcess.FreeAddress();

    private TempFolder _folder = null!;
    private ServerProcess _server = null!;
    private Person _coach = null!;
    private Browser _browser = null!;
    private List<IPage> _tabs = null!;

    [SetUp]
    public async Task OpenSixTabs()
    {
        _folder = new TempFolder();
        _server = await ServerProcess.StartAsync(
            _folder, environment: new Dictionary<string, string>
            {
                ["Sse__KeepAlive"] = "00:00:01",
                ["Cors__AllowedOrigins__0"] = _elsewhere.ToString().TrimEnd('/'),
            });
        _coach = await _server.SignInAsync("coach@demo.test");
        _browser = await Browser.StartAsync(new Uri(_server.Address, "/health"));
        await _browser.Context.AddCookiesAsync([new Cookie { Name = "id", Value = _coach.Cookie, Url = _server.Address.ToString() }]);
        _tabs = [_browser.Page];
        while (_tabs.Count < Tabs)
            _tabs.Add(await _browser.OpenAsync(new Uri(_server.Address, "/health")));
        foreach (var tab in _tabs)
            await ConnectAsync(tab);
        await AllAsync("live.state.name === 'live'", "every tab is live");
    }

    [TearDown]
    public async Task Close()
    {
        await _browser.DisposeAsync();
        _coach.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Six_tabs_have_one_stream_and_each_gets_every_event_once()
    {
        await CreateAsync(0, 20);

        await AllAsync($"seen.join() === '{Numbers(20)}'", "every tab has seen all");
        Assert.That(await HoldersAsync(), Has.Count.EqualTo(1));
        Assert.That(await StreamsAsync(), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_holder_that_crashes_is_followed_by_another_tab_where_it_stood()
    {
        await CreateAsync(0, 10);
        await AllAsync($"seen.join() === '{Numbers(10)}'", "every tab has seen the first ones");
        var holder = (await HoldersAsync()).Single();

        var crash = CrashAsync(holder);
        await CreateAsync(10, 40);   // before, while and after it goes
        await crash;
        _tabs.Remove(holder);

        await AllAsync($"seen.join() === '{Numbers(40)}'", "the others have seen all, once and in order");
        Assert.That(await HoldersAsync(), Has.Count.EqualTo(1));
        await Eventually.TrueAsync(async () => await StreamsAsync() == "1", "there is one stream");
    }

    [Test]
    public async Task A_holder_that_sleeps_is_relieved_and_hears_what_it_slept_through()
    {
        var holder = (await HoldersAsync()).Single();
        // as a phone does to a page that nobody looks at: nothing runs in it for a while
        var sleep = holder.EvaluateAsync("() => { const end = Date.now() + 12_000; while (Date.now() < end); }");
        _tabs.Remove(holder);

        await Eventually.TrueAsync(async () => (await HoldersAsync()).Count == 1, "another tab holds the connection", seconds: 11);
        await CreateAsync(0, 5);
        await AllAsync($"seen.join() === '{Numbers(5)}'", "the others have seen all");
        await sleep;
        _tabs.Add(holder);

        await CreateAsync(5, 6);
        await AllAsync($"seen.join() === '{Numbers(6)}'", "the sleeper too");
        await Eventually.TrueAsync(async () => (await HoldersAsync()).Count == 1, "one of them holds it");
    }

    [Test]
    public async Task A_tab_that_comes_back_gets_what_it_missed_from_the_others_or_is_reset()
    {
        var tab = (await FollowersAsync())[0];
        await CreateAsync(0, 3);
        await AllAsync($"seen.join() === '{Numbers(3)}'", "every tab has seen the first ones");
        await tab.EvaluateAsync("() => { window.last = live.lastEventId; live.close(); }");
        await CreateAsync(3, 6);
        await AllAsync($"seen.join() === '{Numbers(6)}'", "the others go on", _tabs.Where(each => each != tab));

        await ConnectAsync(tab, "{ lastEventId: last, silence: 4000 }", keepSeen: true);
        await AllAsync($"seen.join() === '{Numbers(6)}'", "it has what it missed", [tab]);
        await tab.EvaluateAsync("() => live.close()");
        await ConnectAsync(tab, "{ lastEventId: '123000000000000001', silence: 4000 }");
        await AllAsync("seen.join() === 'reset'", "what is too old is a reset", [tab]);
    }

    [Test]
    public async Task A_forced_logout_reaches_every_tab_with_its_reason()
    {
        using var admin = await _server.SignInAsync("admin@demo.test");
        await admin.SendAsync(HttpMethod.Post, $"/admin/force_logout/{_coach.Id}", new { reason = "Time for a break." });

        await AllAsync("live.state.name === 'signed_out' && live.state.reason === 'Time for a break.'", "every tab knows why");
        Assert.That(await HoldersAsync(), Is.Empty);
    }

    [Test]
    public async Task A_page_of_another_origin_loads_the_module_from_here_and_resumes()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var frontend = builder.Build();
        frontend.Urls.Add(_elsewhere.ToString());
        frontend.MapGet("/", () => Results.Content("<!doctype html><title>elsewhere</title>", "text/html"));
        await frontend.StartAsync();
        var page = await _browser.OpenAsync(_elsewhere);
        var server = _server.Address.ToString().TrimEnd('/');

        await ConnectAsync(page, "{ silence: 4000 }", server: server);
        await AllAsync("live.state.name === 'live'", "it is live", [page]);
        await CreateAsync(0, 2);
        await AllAsync($"seen.join() === '{Numbers(2)}'", "it has seen both", [page]);
        await page.EvaluateAsync("() => { window.last = live.lastEventId; live.close(); }");
        await CreateAsync(2, 4);
        await ConnectAsync(page, "{ lastEventId: last, silence: 4000 }", keepSeen: true, server);

        await AllAsync($"seen.join() === '{Numbers(4)}'", "it has what it missed", [page]);
    }

    [Test]
    public async Task Without_a_session_it_says_so_and_does_not_ask_again()
    {
        await _browser.Context.ClearCookiesAsync();
        await AllAsync("live.state.name === 'signed_out' || (live.close(), true)", "they leave");
        await ConnectAsync(_tabs[0], "{ shared: false }");

        await AllAsync("live.state.name === 'signed_out' && live.state.reason !== ''", "nobody is signed in", [_tabs[0]]);
    }

    private static async Task ConnectAsync(
        IPage tab, string options = "{ silence: 4000 }", bool keepSeen = false, string server = "") => await tab.EvaluateAsync($$"""
        async () => {
          const { connect } = await import('{{server}}/live/live.js');
          if (!{{(keepSeen ? "true" : "false")}}) window.seen = [];
          window.live = connect('{{server}}/sse', {{options}});
          live.on('action_created', ({ action }) => seen.push(action.body));
          live.on('stream_reset', () => seen.push('reset'));
        }
        """);

    private static async Task CrashAsync(IPage tab)
    {
        try
        {
            await tab.GotoAsync("chrome://crash");
        }
        catch (PlaywrightException)
        {
            // that is what it does
        }
    }

    private async Task CreateAsync(int from, int to)
    {
        for (var number = from; number < to; number++)
            await _coach.CreateActionAsync(DemoData.TodaysSessionId, number.ToString(CultureInfo.InvariantCulture));
    }

    private static string Numbers(int count) => string.Join(',', Enumerable.Range(0, count));

    private async Task AllAsync(string condition, string what, IEnumerable<IPage>? tabs = null)
    {
        foreach (var tab in tabs ?? [.. _tabs])
            await Eventually.TrueAsync(() => tab.EvaluateAsync<bool>($"() => {condition}"), what, seconds: 30);
    }

    private async Task<List<IPage>> HoldersAsync() => await WhereAsync(isHolder: true);

    private async Task<List<IPage>> FollowersAsync() => await WhereAsync(isHolder: false);

    private async Task<List<IPage>> WhereAsync(bool isHolder)
    {
        var found = new List<IPage>();
        foreach (var tab in _tabs)
            if (await tab.EvaluateAsync<bool>("() => live.isHolder") == isHolder)
                found.Add(tab);
        return found;
    }

    private async Task<string> StreamsAsync() =>
        Regex.Match(await _coach.Http.GetStringAsync("/metrics"), "^sse_connections(?:{})? ([0-9]+)", RegexOptions.Multiline).Groups[1].Value;
}
