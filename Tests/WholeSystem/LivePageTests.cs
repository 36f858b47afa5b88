using System.Text.RegularExpressions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>The live page in a real browser: what two people see of each other.</summary>
[Category("WholeSystem")]
public sealed class LivePageTests
{
    private static readonly string[] Zones = ["UTC",
        "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "Asia/Kathmandu", "Pacific/Pago_Pago"];

    [Test]
    public async Task What_one_changes_the_other_sees_with_whose_change_it_was_and_how_long_it_took()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();

        foreach (var list in new[] { "Topics", "Goals", "Actions", "Agreements" })
        {
            await page.Cleo.AddAsync(list, $"{list} by Cleo");
            await page.Eli.SeesAsync(list, $"{list} by Cleo");
            await page.Eli.Row(list, $"{list} by Cleo").GetByText("Edit").ClickAsync();
            var editor = page.Eli.List(list).Locator(".edit:not([hidden]) input");
            await editor.FillAsync($"{list} by both");
            await editor.PressAsync("Enter");
            await page.Cleo.SeesAsync(list, $"{list} by both");
            await Expect(page.Cleo.List(list).Locator(".badge")).ToHaveTextAsync(new Regex("^Eli, [0-9]+ ms$"));
        }
        await page.Cleo.Root.Locator(".title input").FillAsync("Renamed by Cleo");
        await page.Cleo.Root.GetByText("Rename", new() { Exact = true }).ClickAsync();
        await Expect(page.Eli.Root.Locator(".title input")).ToHaveValueAsync("Renamed by Cleo");
        await Expect(page.Eli.Log).ToContainTextAsync("Cleo wrote down the action “Actions by Cleo”");
        await Expect(page.Cleo.Log).ToContainTextAsync("Eli reworded the agreement “Agreements by both”");

        Assert.That(page.Browser.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_log_is_filtered_paused_shown_as_JSON_and_cleared()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();
        var rows = page.Eli.Log.Locator("li");
        await page.Cleo.AddAsync("Actions", "first");
        await page.Eli.SeesAsync("Actions", "first");   // two that are on their way together may arrive in either order
        await page.Cleo.AddAsync("Agreements", "second");
        await Expect(rows).ToHaveCountAsync(2);

        await page.Eli.Root.Locator(".filter").FillAsync("agreement");
        await Expect(rows.Filter(new() { Visible = true })).ToHaveCountAsync(1);
        await page.Eli.Root.Locator(".filter").FillAsync("");
        await page.Eli.Log.GetByText("JSON").First.ClickAsync();
        await Expect(page.Eli.Log.Locator("pre").First).ToContainTextAsync("\"type\": \"agreement_created\"");
        await page.Eli.Root.Locator(".pause").ClickAsync();
        await page.Cleo.AddAsync("Actions", "third");
        await Expect(page.Eli.Root.Locator(".pause")).ToHaveTextAsync("Go on (1)");
        await Expect(rows).ToHaveCountAsync(2);
        await page.Eli.Root.Locator(".pause").ClickAsync();
        await Expect(rows).ToHaveCountAsync(3);
        await page.Eli.Root.Locator(".clear").ClickAsync();
        await Expect(rows).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Who_comes_back_gets_what_was_missed_and_a_burst_arrives_whole()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();

        await page.Eli.TryAsync("Drop the connection");
        await Expect(page.Eli.Light).ToHaveTextAsync("cut off");
        await page.Cleo.AddAsync("Actions", "while Eli was away");
        await page.Cleo.SeesAsync("Actions", "while Eli was away");
        await page.Cleo.AddAsync("Agreements", "and this");
        await Expect(page.Cleo.Row("Agreements", "and this")).ToHaveCountAsync(1);
        await page.Eli.TryAsync("Come back");
        await Expect(page.Eli.Log).ToContainTextAsync("Back, and all 2 events of the time in between arrived.");
        await page.Eli.SeesAsync("Actions", "while Eli was away");
        await page.Eli.TryAsync("100 changes");
        await Expect(page.Eli.Log).ToContainTextAsync("their 100 events had arrived");
        await page.Cleo.SeesAsync("Agreements", "One experiment until next week");

        Assert.That(page.Browser.Complaints, Is.Empty);
    }

    [Test]
    public async Task An_announcement_and_both_ways_of_being_signed_out_are_shown()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();

        await page.Cleo.TryAsync("Announcement");
        await Expect(page.Eli.Log).ToContainTextAsync("Announcement: Lunch is at one today.");
        await page.Eli.TryAsync("Be signed out by an administrator");
        await Expect(page.Eli.Error).ToContainTextAsync("Ada has signed you out");
        await Expect(page.Eli.Light).ToHaveTextAsync("signed out");
        await page.Cleo.TryAsync("Sign out in another tab");
        await Expect(page.Cleo.Error).ToHaveTextAsync("You have signed out.");
        await page.Eli.SignInAsync("Eli");

        Assert.That(page.Browser.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_restart_of_the_server_under_the_page_loses_nothing_that_was_typed()
    {
        using var folder = new TempFolder();
        var server = await ServerProcess.StartAsync(folder);
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();

        await server.KillAsync();
        await server.DisposeAsync();
        await Expect(page.Cleo.Light).ToContainTextAsync("back in");
        await page.Cleo.AddAsync("Actions", "typed while it was away");
        await page.Cleo.AddAsync("Actions", "and one more");
        await Expect(page.Cleo.Root.Locator(".waiting")).ToHaveTextAsync("2 changes are kept here until the server can be reached.");
        await using var again = await ServerProcess.StartAsync(folder, server.Address);

        await page.Eli.SeesAsync("Actions", "typed while it was away");
        await page.Eli.SeesAsync("Actions", "and one more");
        await Expect(page.Cleo.Root.Locator(".waiting")).ToBeHiddenAsync();
        await page.Cleo.IsLiveAsync();
    }

    [Test]
    public async Task Without_a_network_changes_wait_also_through_a_reload()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();

        await page.Browser.Context.SetOfflineAsync(true);
        await page.Cleo.AddAsync("Agreements", "written in a tunnel");
        await Expect(page.Cleo.Root.Locator(".waiting")).ToBeVisibleAsync();
        await page.Browser.Context.SetOfflineAsync(false);
        await page.Browser.Page.ReloadAsync();   // whoever is signed in still

        await page.Eli.SeesAsync("Agreements", "written in a tunnel");
        await page.Cleo.SeesAsync("Agreements", "written in a tunnel");
    }

    [Test]
    public async Task What_waits_is_sent_for_who_typed_it_and_for_nobody_else()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();
        await page.Cleo.TryAsync("Lose the server");
        await page.Cleo.AddAsync("Agreements", "by Cleo alone");
        await Expect(page.Cleo.Root.Locator(".waiting")).ToBeVisibleAsync();

        await page.Browser.RunAsync("localStorage.removeItem('user')");   // Cleo leaves without the server
        await page.Browser.Page.ReloadAsync();
        await page.Cleo.SignInAsync("Emma");
        await Expect(page.Cleo.Row("Actions", DemoData.ActionOfToday)).ToHaveCountAsync(1);
        await Expect(page.Cleo.Root.Locator(".waiting")).ToBeHiddenAsync();
        await page.Cleo.Root.Locator(".sign-out").ClickAsync();
        await Expect(page.Eli.Row("Agreements", "by Cleo alone")).ToHaveCountAsync(0);
        await page.Cleo.SignInAsync("Cleo");

        await page.Eli.SeesAsync("Agreements", "by Cleo alone");
        await Expect(page.Eli.Log).ToContainTextAsync("Cleo wrote down the agreement “by Cleo alone”");
    }

    [Test]
    public async Task A_status_counts_when_it_is_confirmed_and_a_deletion_can_be_taken_back_all_by_keyboard()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();
        var row = page.Cleo.Row("Actions", "Share the delegation checklist");
        var status = row.Locator("select");

        await status.FocusAsync();
        await page.Browser.Page.Keyboard.PressAsync("ArrowDown");
        await page.Browser.Page.Keyboard.PressAsync("ArrowDown");
        Assert.That(await StatusAsync(server), Is.EqualTo("NotStarted"), "passing by is no choice");
        await page.Browser.Page.Keyboard.PressAsync("Tab");
        await page.Browser.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Eli.Row("Actions", "Share the delegation checklist").Locator("select")).ToHaveValueAsync("Completed");
        await Expect(status).ToBeFocusedAsync();

        await row.Locator(".delete").FocusAsync();
        await page.Browser.Page.Keyboard.PressAsync("Enter");
        await Expect(row.Locator(".undo")).ToBeFocusedAsync();
        await page.Browser.Page.Keyboard.PressAsync("Enter");
        await Expect(row.Locator(".delete")).ToBeFocusedAsync();
        Assert.That(await StatusAsync(server), Is.EqualTo("Completed"), "nothing was deleted");
        await page.Browser.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Eli.Row("Actions", "Share the delegation checklist")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await Expect(page.Cleo.List("Actions").Locator(".add input")).ToBeFocusedAsync();
    }

    [Test]
    public async Task A_deletion_is_done_also_when_one_goes_on_before_it_can_no_longer_be_taken_back()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();

        await page.Cleo.Row("Actions", DemoData.ActionOfToday).Locator(".delete").ClickAsync();
        await page.Cleo.Session.SelectOptionAsync(new SelectOptionValue { Index = 0 });   // another session
        await Expect(page.Eli.Row("Actions", DemoData.ActionOfToday)).ToHaveCountAsync(0, new() { Timeout = 5_000 });
        await page.Eli.Row("Agreements", DemoData.AgreementOfToday).Locator(".delete").ClickAsync();
        await page.Browser.Page.ReloadAsync();

        await page.Eli.SeesAsync("Topics", DemoData.TopicsOfToday[0]);
        await Expect(page.Eli.Row("Agreements", DemoData.AgreementOfToday)).ToHaveCountAsync(0, new() { Timeout = 5_000 });
        await page.Eli.Row("Topics", DemoData.TopicsOfToday[0]).Locator(".delete").ClickAsync();
        await page.Eli.Root.Locator(".sign-out").ClickAsync();
        await page.Eli.SignInAsync("Eli");

        await page.Eli.SeesAsync("Topics", DemoData.TopicsOfToday[1]);
        await Expect(page.Eli.Row("Topics", DemoData.TopicsOfToday[0])).ToHaveCountAsync(0, new() { Timeout = 5_000 });
    }

    [Test]
    public async Task Focus_goes_where_one_goes_on()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        var heading = page.Cleo.Root.Locator("h2");

        await page.Cleo.SignInAsync("Cleo");
        await Expect(heading).ToBeFocusedAsync();
        await page.Cleo.Root.Locator(".sign-out").ClickAsync();
        await Expect(heading).ToBeFocusedAsync();
        await Expect(heading).ToHaveTextAsync("Nobody yet");
    }

    [Test]
    public async Task Nothing_keeps_anybody_out_at_any_width_in_any_colours()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address, new() { ReducedMotion = ReducedMotion.Reduce });

        await Expect(page.Cleo.Root.Locator(".choices button").First).ToBeVisibleAsync();
        await page.Browser.ShouldBeAccessibleAsync("signed out");
        await page.SignInCleoAndEliAsync();
        await page.Cleo.AddAsync("Actions", "A text of some length, which has to be wrapped somewhere on a narrow screen");
        await page.Eli.SeesAsync("Actions", "A text of some length");
        await page.Cleo.Root.Locator(".calendar summary").ClickAsync();
        await page.Cleo.Row("Agreements", "One experiment").Locator(".delete").ClickAsync();
        await page.Cleo.TryAsync("Lose the server");
        await page.Cleo.AddAsync("Topics", "kept");
        await Expect(page.Cleo.Root.Locator(".waiting")).ToBeVisibleAsync();
        await page.Browser.ShouldBeAccessibleAsync("at work");

        await Expect(page.Eli.Root).ToBeHiddenAsync();   // the screen is narrow by now
        await page.Browser.Page.Locator("#switch button").Nth(1).ClickAsync();
        await Expect(page.Eli.Root).ToBeVisibleAsync();
        await Expect(page.Cleo.Root).ToBeHiddenAsync();
    }

    [Test]
    public async Task The_live_page_is_at_the_root_and_asks_no_other_host()
    {
        using var http = SharedServer.Instance.Anonymous();

        var page = await http.GetStringAsync("/");

        Assert.That(page, Does.Contain("page/stage.js").And.Not.Match("(src|href)=\"https?://"));
    }

    [Test]
    public async Task Whoever_picks_the_first_two_people_meets_in_the_same_session_at_every_hour_and_in_every_zone()
    {
        for (var hour = 0; hour < 24; hour += 5)
        {
            var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, hour, 7, 0, TimeSpan.Zero));
            using var server = PlatformServer.Start(replace: services => services.AddSingleton<TimeProvider>(clock));
            var zone = Zones[hour / 5 % Zones.Length];
            await using var page = await LivePage.OpenAsync(server.Address, new() { TimezoneId = zone });
            await page.Browser.Page.Clock.SetSystemTimeAsync(clock.GetUtcNow().UtcDateTime);
            await page.Browser.Page.ReloadAsync();
            await page.SignInCleoAndEliAsync();

            var session = await page.Cleo.Session.InputValueAsync();
            Assert.That(await page.Eli.Session.InputValueAsync(), Is.EqualTo(session), $"at {hour}:07 UTC in {zone}");
        }
    }

    [Test]
    public async Task A_tab_notices_that_another_one_has_signed_somebody_else_in()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();

        var other = await page.Browser.OpenAsync(server.Address);
        var second = new PersonPane(other.Locator(".person").Nth(0));
        await second.IsLiveAsync();   // it knows who is signed in
        await second.Root.Locator(".sign-out").ClickAsync();
        await second.SignInAsync("Emma");

        await Expect(page.Cleo.Error).ToHaveTextAsync(new Regex("signed (in|out)"));
        await Expect(page.Cleo.Root.Locator(".sign-in")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_stream_that_comes_back_as_somebody_else_is_noticed_too()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();

        // while requests with the old cookie are on their way
        await page.Browser.RunAsync("""
            () => {
              const emma = new URLSearchParams({ email: 'coachee2@demo.test', password: 'coach-the-team-well' });
              fetch('login', { method: 'POST', body: emma });
            }
            """);

        await Expect(page.Cleo.Error).ToContainTextAsync("Somebody else has signed in");
    }

    [Test]
    public async Task Somebody_finds_their_calendar_address_and_chooses_their_mail()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();
        var pane = page.Eli.Root;

        await pane.Locator(".calendar summary").ClickAsync();
        await Expect(pane.Locator("[name=reminders]")).ToBeCheckedAsync();
        await pane.Locator(".create-calendar").ClickAsync();
        await Expect(pane.Locator(".calendar-url")).ToHaveValueAsync(new Regex("\\.ics$"));
        using var program = server.Anonymous();
        using var read = await program.GetAsync(await pane.Locator(".calendar-url").InputValueAsync());
        await pane.Locator("[name=reminders]").UncheckAsync();
        await Eventually.TrueAsync(
            () => server.InDatabaseAsync(db => db.MailPreferences.AnyAsync(p => !p.Reminders && p.Actions)), "no more reminders");
        await pane.Locator(".revoke-calendar").ClickAsync();
        await Expect(pane.Locator(".no-calendar")).ToBeVisibleAsync();

        Assert.That(read.IsSuccessStatusCode, Is.True);
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
        await using var browser = await Browser.StartAsync(new Uri(link));

        await Expect(browser.Page.Locator("#unsubscribe")).ToBeVisibleAsync();
        await browser.ShouldBeAccessibleAsync("the question");
        await browser.Page.Locator("#unsubscribe").ClickAsync();

        await Expect(browser.Page.Locator("#text")).ToHaveTextAsync("No more messages about actions.");
    }

    [Test]
    public async Task Who_has_no_session_is_offered_no_form_for_an_action()
    {
        using var server = PlatformServer.Start();
        await using var page = await LivePage.OpenAsync(server.Address);

        await page.Cleo.SignInAsync("Sam");

        await Expect(page.Cleo.Root.Locator(".no-session")).ToBeVisibleAsync();
        await Expect(page.Cleo.Root.Locator(".work")).ToBeHiddenAsync();
    }

    [Test]
    public async Task Without_demo_people_one_person_signs_in_with_the_form_and_the_page_knows_no_password()
    {
        using var server = PlatformServer.Start(new Dictionary<string, string> { ["Seed:DemoData"] = "false" });
        await using var browser = await Browser.StartAsync(server.Address);
        using var http = server.Anonymous();

        await Expect(browser.Page.Locator("#intro")).ToContainTextAsync("This browser is one person here.");
        await Expect(browser.Page.Locator(".person")).ToHaveCountAsync(1);
        await Expect(browser.Page.Locator(".demo")).ToBeHiddenAsync();
        await Expect(browser.Page.Locator(".sign-in")).ToBeVisibleAsync();

        foreach (var file in new[] { "", "page/person.js", "page/tries.js", "account.js", "setup/x", "swagger/v1/swagger.json", "demo" })
            Assert.That(await http.GetStringAsync(file), Does.Not.Contain("coach-the-team-well"), file);
        Assert.That((await http.GetAsync("as/second/health")).StatusCode, Is.EqualTo(System.Net.HttpStatusCode.NotFound));
    }

    private static async Task<string?> StatusAsync(PlatformServer server)
    {
        using var coach = await server.SignInAsync("coach@demo.test");
        var actions = await coach.SendAsync(HttpMethod.Get, $"/actions?coaching_session_id={DemoData.TodaysSessionId}");
        return actions.EnumerateArray().Single(action => action.GetProperty("body").GetString() == DemoData.ActionOfToday)
            .GetProperty("status").GetString();
    }
}
