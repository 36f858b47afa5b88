using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CoachingPlatform.Tests.Support;

/// <summary>One person on the live page.</summary>
internal sealed class PersonPane(ILocator root)
{
    public ILocator Root { get; } = root;

    public ILocator Light => Root.Locator(".light");

    public ILocator Error => Root.Locator(".error");

    public ILocator Session => Root.Locator(".session select");

    public ILocator Log => Root.Locator(".log ol");

    public ILocator List(string title) =>
        Root.Locator(".list").Filter(new() { Has = Root.Page.GetByRole(AriaRole.Heading, new() { Name = title, IncludeHidden = true }) });

    public ILocator Row(string title, string text) => List(title).Locator("li").Filter(new() { HasText = text });

    public Task IsLiveAsync() => Expect(Light).ToHaveTextAsync("live");

    public async Task AddAsync(string title, string text)
    {
        await List(title).Locator(".add input").FillAsync(text);
        await List(title).Locator(".add button").ClickAsync();
    }

    public Task SeesAsync(string title, string text) => Expect(Row(title, text)).ToHaveCountAsync(1);

    /// <summary>Chooses one of the demo people.</summary>
    public async Task SignInAsync(string firstName)
    {
        await Root.Locator(".choices button").Filter(new() { HasText = firstName }).ClickAsync();
        await IsLiveAsync();
    }

    public async Task TryAsync(string button)
    {
        await Root.Locator(".try").EvaluateAsync("details => { details.open = true }");
        await Root.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }
}
