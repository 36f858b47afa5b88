using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachingPlatform.Tests.Support;

/// <summary>The page at the root of the server, with the two people on it.</summary>
internal sealed class LivePage(Browser browser) : IAsyncDisposable
{
    public Browser Browser { get; } = browser;

    public PersonPane Cleo { get; } = new(browser.Page.Locator(".person").Nth(0));

    public PersonPane Eli { get; } = new(browser.Page.Locator(".person").Nth(1));

    public static async Task<LivePage> OpenAsync(Uri server, BrowserNewContextOptions? options = null) =>
        new(await Browser.StartAsync(server, options));

    public ValueTask DisposeAsync() => Browser.DisposeAsync();

    /// <summary>The one click of a newcomer.</summary>
    public async Task SignInCleoAndEliAsync()
    {
        await Browser.Page.GetByText("Sign in Cleo and Eli").ClickAsync();
        foreach (var person in new[] { Cleo, Eli })
        {
            await person.IsLiveAsync();
            await Expect(person.Row("Actions", "Share the delegation checklist")).ToBeAttachedAsync();
        }
    }
}
