using System.Globalization;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>The live page in a real browser, by two people under the two names of this machine.</summary>
[Category("WholeSystem")]
public sealed class LivePageTests
{
    private static readonly string[] Zones = ["UTC",
        "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "Asia/Kathmandu", "Pacific/Pago_Pago"];

    [Test]
    public async Task The_live_page_is_at_the_root_and_asks_no_other_host()
    {
        using var http = SharedServer.Instance.Anonymous();

        var page = await http.GetStringAsync("/");

        Assert.That(page, Does.Contain("live.js").And.Not.Match("(src|href)=\"https?://"));
    }

    [Test]
    public async Task Whoever_picks_the_first_two_people_meets_in_the_same_session_at_every_hour_and_in_every_zone()
    {
        await using var browser = await Browser.StartAsync(SharedServer.Instance.Address, "text/html");
        for (var hour = 0; hour < 24; hour++)
        {
            var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, hour, 7, 0, TimeSpan.Zero));
            using var server = PlatformServer.Start(replace: services => services.AddSingleton<TimeProvider>(clock));
            await browser.SetClockAsync(clock.GetUtcNow(), Zones[hour % Zones.Length]);

            var coach = await SessionOfAsync(browser, server.Address, 0);
            var coachee = await SessionOfAsync(browser, TwinOf(server.Address), 1);

            Assert.That(coachee, Is.EqualTo(coach).And.Not.Empty, $"at {hour}:07 UTC in {Zones[hour % Zones.Length]}");
        }
    }

    [Test]
    public async Task A_tab_notices_that_another_one_has_signed_somebody_else_in()
    {
        using var server = PlatformServer.Start();
        await using var browser = await Browser.StartAsync(server.Address, "text/html");
        await PickAsync(browser, 0);

        // a second tab of the same browser: the same cookie, and a message to the other tabs
        await browser.RunAsync("""
            (async () => {
              const form = new URLSearchParams({ email: 'coachee@demo.test', password: 'coach-the-team-well' });
              const user = (await (await fetch('login', { method: 'POST', body: form })).json()).data;
              new BroadcastChannel('signed-in').postMessage(user);
            })()
            """);

        await Eventually.TrueAsync(
            async () => (await browser.RunAsync("document.getElementById('sign-in-error').textContent"))
                .StartsWith("Eli Coachee has signed in", StringComparison.Ordinal),
            "the page says who it is now");
        Assert.That(await browser.RunAsync("document.getElementById('signed-in').hidden"), Is.EqualTo("True"));
    }

    [Test]
    public async Task A_stream_that_comes_back_as_somebody_else_is_noticed_too()
    {
        using var server = PlatformServer.Start();
        await using var browser = await Browser.StartAsync(server.Address, "text/html");
        await PickAsync(browser, 0);

        // while requests with the old cookie are on their way
        await browser.RunAsync("fetch('login', { method: 'POST', body: new URLSearchParams({ email: 'coachee@demo.test', password: 'coach-the-team-well' }) })");

        await Eventually.TrueAsync(
            async () => (await browser.RunAsync("document.getElementById('sign-in-error').textContent"))
                .StartsWith("Somebody else has signed in", StringComparison.Ordinal),
            "the page says that it is somebody else");
    }

    [Test]
    public async Task Somebody_finds_their_calendar_address_and_chooses_their_mail()
    {
        using var server = PlatformServer.Start();
        await using var browser = await Browser.StartAsync(server.Address, "text/html");
        await PickAsync(browser, 1);

        await browser.RunAsync("document.getElementById('calendar').open = true");
        await SeesAsync("document.querySelector('[name=reminders]').checked", "the mail that is wanted");
        await browser.RunAsync("document.getElementById('create-calendar').click()");
        await SeesAsync("document.getElementById('calendar-url').value.endsWith('.ics')", "the address");
        var address = await browser.RunAsync("document.getElementById('calendar-url').value");
        using var program = server.Anonymous();
        using var read = await program.GetAsync(address);
        await browser.RunAsync("document.querySelector('[name=reminders]').click()");
        await Eventually.TrueAsync(
            () => server.InDatabaseAsync(db => db.MailPreferences.AnyAsync(p => !p.Reminders && p.Actions)), "no more reminders");
        await browser.RunAsync("document.getElementById('revoke-calendar').click()");
        await SeesAsync("!document.getElementById('no-calendar').hidden", "no address any more");

        Assert.That(read.IsSuccessStatusCode, Is.True, address);

        Task SeesAsync(string condition, string what) =>
            Eventually.TrueAsync(async () => await browser.RunAsync(condition) == "True", what);
    }

    [Test]
    public async Task The_page_behind_a_link_in_a_message_switches_its_kind_off()
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        await coach.SendAsync(HttpMethod.Post, "/actions", new
        {
            coaching_session_id = DemoData.TodaysSessionId,
            body = "x",
            status = "NotStarted",
            assignee_ids = new[] { coach.Id },
        });
        var link = (await server.MailToAsync("coach@demo.test")).Headers["List-Unsubscribe"]!.Trim('<', '>');
        await using var browser = await Browser.StartAsync(new Uri(link), "text/html");

        await Eventually.TrueAsync(
            async () => await browser.RunAsync("!document.getElementById('unsubscribe')?.hidden") == "True", "the page asks");
        await browser.RunAsync("document.getElementById('unsubscribe').click()");

        await Eventually.TrueAsync(
            async () => await browser.RunAsync("document.getElementById('text').textContent") == "No more messages about actions.", "it is done");
    }

    [Test]
    public async Task Who_has_no_session_is_offered_no_form_for_an_action()
    {
        using var server = PlatformServer.Start();
        await using var browser = await Browser.StartAsync(server.Address, "text/html");

        await PickAsync(browser, 4);

        await Eventually.TrueAsync(
            async () => await browser.RunAsync("!document.getElementById('no-session').hidden") == "True", "the page says so");
        Assert.That(await browser.RunAsync("getComputedStyle(document.getElementById('add')).display"), Is.EqualTo("none"));
    }

    [Test]
    public async Task A_text_that_could_not_be_sent_stays_and_the_page_says_why()
    {
        var server = PlatformServer.Start();
        await using var browser = await Browser.StartAsync(server.Address, "text/html");
        await PickAsync(browser, 0);
        await Eventually.TrueAsync(
            async () => await browser.RunAsync("document.getElementById('sessions').value") != "", "there is a session");
        server.Dispose();

        await browser.RunAsync("document.querySelector('#add input').value = 'Remember me'; document.querySelector('#add button').click()");

        await Eventually.TrueAsync(
            async () => (await browser.RunAsync("document.getElementById('error').textContent"))
                .Contains("cannot be reached", StringComparison.Ordinal), "it says why");
        Assert.That(await browser.RunAsync("document.querySelector('#add input').value"), Is.EqualTo("Remember me"));
    }

    [Test]
    public async Task Focus_goes_where_one_goes_on()
    {
        using var server = PlatformServer.Start();
        await using var browser = await Browser.StartAsync(server.Address, "text/html");

        await PickAsync(browser, 0);
        await Eventually.TrueAsync(async () => await FocusAsync(browser) == "me", "after signing in");
        await Eventually.TrueAsync(
            async () => await browser.RunAsync("document.querySelectorAll('#actions button').length > 0") == "True", "there are actions");
        await browser.RunAsync("document.querySelector('#actions button').click()");
        await Eventually.TrueAsync(async () => await browser.RunAsync("document.activeElement.name") == "body", "after deleting an action");
        await browser.RunAsync("document.getElementById('sign-out').click()");
        await Eventually.TrueAsync(async () => await FocusAsync(browser) == "who", "after signing out");
    }

    [Test]
    public async Task Without_demo_people_the_page_offers_none_and_knows_no_password()
    {
        using var server = PlatformServer.Start(new Dictionary<string, string> { ["Seed:DemoData"] = "false" });
        await using var browser = await Browser.StartAsync(server.Address, "text/html");
        using var http = server.Anonymous();

        await Eventually.TrueAsync(async () => await browser.RunAsync("document.readyState") == "complete", "the page is there");

        Assert.That(await browser.RunAsync("document.getElementById('demo').hidden"), Is.EqualTo("True"));
        foreach (var file in new[] { "", "live.js", "account.js", "setup/x", "swagger/v1/swagger.json", "demo" })
            Assert.That(await http.GetStringAsync(file), Does.Not.Contain("coach-the-team-well"), file);
    }

    /// <summary>The session that the page opens for a demo person.</summary>
    private static async Task<string> SessionOfAsync(Browser browser, Uri page, int person)
    {
        await browser.GoToAsync(page);
        await PickAsync(browser, person);
        var session = "";
        await Eventually.TrueAsync(
            async () => (session = await browser.RunAsync("document.getElementById('sessions').value")).Length > 0, "there is a session");
        return session;
    }

    private static async Task PickAsync(Browser browser, int person)
    {
        var button = string.Create(CultureInfo.InvariantCulture, $"document.querySelectorAll('#people button')[{person}]");
        await Eventually.TrueAsync(async () => await browser.RunAsync($"!!{button}") == "True", "there are demo people");
        await browser.RunAsync($"{button}.click()");
        await Eventually.TrueAsync(
            async () => await browser.RunAsync("document.getElementById('state').textContent") == "live", "the stream is open");
    }

    private static Task<string> FocusAsync(Browser browser) => browser.RunAsync("document.activeElement.id");

    private static Uri TwinOf(Uri server) => new UriBuilder(server) { Host = server.Host == "localhost" ? "127.0.0.1" : "localhost" }.Uri;
}
