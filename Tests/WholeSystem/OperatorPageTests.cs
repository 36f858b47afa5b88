using CoachingPlatform.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>The operator's page in a real browser, beside the live page.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class OperatorPageTests
{
    [Test]
    public async Task An_operator_sees_the_channel_breathe_announces_and_signs_somebody_out()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        await using var page = await LivePage.OpenAsync(server.Address);
        await page.SignInCleoAndEliAsync();
        await using var own = await Browser.StartAsync(new Uri(server.Address, "/operator"));

        await own.ShouldBeAccessibleAsync("signed out");
        await own.Page.GetByText("Sign in Sam, a super admin").ClickAsync();
        await Expect(FigureOf(own.Page, "Open streams")).ToHaveTextAsync("2");
        await Expect(FigureOf(own.Page, "People with a stream")).ToHaveTextAsync("2");
        await page.Cleo.AddAsync("Actions", "something to count");
        await Expect(FigureOf(own.Page, "Commit to socket, 99 %")).ToContainTextAsync("ms");
        await own.Page.GetByLabel("Say something to everybody").FillAsync("Coffee is ready.");
        await own.Page.GetByText("Announce", new() { Exact = true }).ClickAsync();
        await Expect(page.Eli.Log).ToContainTextAsync("Announcement: Coffee is ready.");
        await own.Page.GetByLabel("their e-mail").FillAsync("coachee@demo.test");
        await own.Page.GetByLabel("Reason").FillAsync("Your laptop was found.");
        await own.Page.Locator("#logout button").ClickAsync();
        await Expect(own.Page.Locator("#done")).ToHaveTextAsync("Eli Coachee is signed out: 1 login session ended.");
        await Expect(page.Eli.Error).ToContainTextAsync("Your laptop was found.");
        await Expect(FigureOf(own.Page, "Open streams")).ToHaveTextAsync("1");
        await own.ShouldBeAccessibleAsync("signed in");
        Assert.That(own.Complaints, Is.Empty);
    }

    [Test]
    public async Task Who_is_no_super_admin_is_told_so()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        await using var browser = await Browser.StartAsync(new Uri(server.Address, "/operator/"));

        // as long as its script is on its way, there is no form that would put a password into the address
        await browser.Page.RouteAsync("**/operator.js", route => route.AbortAsync());
        await browser.Page.ReloadAsync();
        await Expect(browser.Page.Locator("#sign-in")).ToBeHiddenAsync();
        await browser.Page.UnrouteAsync("**/operator.js");
        await browser.Page.ReloadAsync();

        await browser.Page.Locator("[name=email]").First.FillAsync("admin@demo.test");
        await browser.Page.Locator("[name=password]").FillAsync("coach-the-team-well");
        await browser.Page.GetByText("Sign in", new() { Exact = true }).ClickAsync();

        await Expect(browser.Page.Locator("#error")).Not.ToBeEmptyAsync();
        await Expect(browser.Page.Locator("#signed-in")).ToBeHiddenAsync();
    }

    private static ILocator FigureOf(IPage page, string name) =>
        page.Locator(".figure").Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) }).Locator(".value");
}
