using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real Chromium of its own, with as many pages as somebody opens. Where it is missing the test is skipped.</summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _complaints = [];

    private Browser(IPlaywright playwright, IBrowser browser, IBrowserContext context, IPage page)
    {
        (_playwright, _browser, Context, Page) = (playwright, browser, context, page);
        Listen(page);
        context.Page += (_, opened) => Listen(opened);
    }

    /// <summary>One person's browser: its cookies and its tabs.</summary>
    public IBrowserContext Context { get; }

    /// <summary>The first tab.</summary>
    public IPage Page { get; }

    /// <summary>What any page has complained about in its console.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <param name="address">What the first tab shows.</param>
    /// <param name="options">Width, colours, time zone and so on.</param>
    public static async Task<Browser> StartAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        if (!File.Exists(Chromium))
            Assert.Ignore("chromium is not installed (Debian: chromium).");
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
        var context = await chromium.NewContextAsync(options ?? new BrowserNewContextOptions());
        Assertions.SetDefaultExpectTimeout(20_000);
        var browser = new Browser(playwright, chromium, context, await context.NewPageAsync());
        await browser.Page.GotoAsync(address.ToString());
        return browser;
    }

    /// <summary>Another tab of the same person.</summary>
    public async Task<IPage> OpenAsync(Uri address)
    {
        var page = await Context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>Runs a script in the first tab; its value as text.</summary>
    public async Task<string> RunAsync(string script) => (await Page.EvaluateAsync<object?>(script))?.ToString() ?? "";

    /// <summary>
    /// Nothing on the page as it is now keeps somebody out, of whatever impact, light or dark, on a wide screen or, in the end, a phone.
    /// </summary>
    public async Task ShouldBeAccessibleAsync(string state)
    {
        (int, ColorScheme)[] looks = [(1300, ColorScheme.Light), (1300, ColorScheme.Dark), (360, ColorScheme.Dark), (360, ColorScheme.Light)];
        foreach (var (width, colours) in looks)
        {
            await Page.SetViewportSizeAsync(width, 800);
            await Page.EmulateMediaAsync(new() { ColorScheme = colours });
            var findings = (await Page.RunAxe()).Violations.Select(
                finding => $"{finding.Id} ({finding.Impact}): {finding.Help} {string.Join("; ", finding.Nodes.Select(node => node.Html))}");
            Assert.That(findings, Is.Empty, $"{state}, {width} px, {colours}");
            Assert.That(
                await RunAsync("document.documentElement.scrollWidth <= innerWidth"), Is.EqualTo("True"), $"{state}, {width} px: all fits in");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private void Listen(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" or "assert")
                _complaints.Add($"{message.Text} {message.Location}");
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }
}
