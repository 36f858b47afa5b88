using CoachingPlatform.Tests.Support;
using Microsoft.Playwright;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>
/// Draws the pictures of the documents anew: <c>dotnet test --filter "TestCategory=Pictures"</c>. It needs <c>chromium</c>, and writes into
/// <c>docs/pictures</c>.
/// </summary>
[Explicit, Category("Pictures")]
public sealed class PictureTests
{
    private static readonly BrowserNewContextOptions Desktop = new() { ViewportSize = new() { Width = 1200, Height = 900 } };

    private static readonly BrowserNewContextOptions PhoneInTheDark = new()
    {
        ViewportSize = new() { Width = 375, Height = 760 },
        ColorScheme = ColorScheme.Dark,
        DeviceScaleFactor = 2,
    };

    private TempFolder _folder = null!;
    private ServerProcess _server = null!;

    [SetUp]
    public async Task Start()
    {
        _folder = new TempFolder();
        _server = await ServerProcess.StartAsync(_folder);
    }

    [TearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Two_people_at_work()
    {
        await using var page = await LivePage.OpenAsync(_server.Address, Desktop);
        await Assertions.Expect(page.Eli.Root.Locator(".choices button").First).ToBeVisibleAsync();
        await DrawAsync(page.Browser, "live-start.png");
        await page.SignInCleoAndEliAsync();
        await page.Cleo.AddAsync("Actions", "Ask Robin to run the next meeting");
        await page.Eli.SeesAsync("Actions", "Ask Robin to run the next meeting");
        await page.Eli.AddAsync("Topics", "What if Robin says no?");
        await page.Cleo.SeesAsync("Topics", "What if Robin says no?");
        await DrawAsync(page.Browser, "live-two-people.png", whole: true);
        await page.Cleo.TryAsync("Lose the server");
        await page.Cleo.AddAsync("Agreements", "Robin hears it from you first");
        await page.Eli.TryAsync("Be signed out by an administrator");
        await Assertions.Expect(page.Eli.Error).ToContainTextAsync("Ada");
        await DrawAsync(page.Browser, "live-away.png");
    }

    [Test]
    public async Task A_phone_in_the_dark()
    {
        await using var page = await LivePage.OpenAsync(_server.Address, PhoneInTheDark);
        await page.SignInCleoAndEliAsync();
        await page.Cleo.AddAsync("Actions", "Ask Robin to run the next meeting");
        await page.Cleo.SeesAsync("Actions", "Ask Robin to run the next meeting");
        await DrawAsync(page.Browser, "live-phone-dark.png");
    }

    [Test]
    public async Task The_operator_and_Swagger_UI()
    {
        await using var page = await LivePage.OpenAsync(_server.Address, Desktop);
        await page.SignInCleoAndEliAsync();
        await using var own = await Browser.StartAsync(new Uri(_server.Address, "/operator/"), Desktop);
        await own.Page.GetByText("Sign in Sam, a super admin").ClickAsync();
        for (var burst = 0; burst < 3; burst++)
        {
            await page.Eli.TryAsync("100 changes");
            await Assertions.Expect(page.Eli.Log.GetByText("100 changes were made")).ToHaveCountAsync(burst + 1);
        }
        await DrawAsync(own, "operator.png", whole: true);

        var swagger = own.Page;
        await swagger.GotoAsync(new Uri(_server.Address, "/swagger/index.html").ToString());
        await swagger.Locator(".who select").SelectOptionAsync("coach@demo.test");
        await swagger.GetByText("Sign in", new() { Exact = true }).ClickAsync();
        await swagger.Locator("#operations-Sse-Sse_Stream .opblock-summary-control").ClickAsync();
        await swagger.GetByText("Open the stream").ClickAsync();
        await Assertions.Expect(swagger.Locator(".live-stream [role=status]")).ToHaveTextAsync("live");
        await page.Eli.AddAsync("Actions", "Seen in Swagger UI");
        await Assertions.Expect(swagger.Locator(".live-stream pre")).ToContainTextAsync("Seen in Swagger UI");
        await swagger.Locator("#operations-Sse-Sse_Stream").ScrollIntoViewIfNeededAsync();
        await DrawAsync(own, "swagger-live.png");
    }

    private static async Task DrawAsync(Browser browser, string file, bool whole = false) => await browser.Page.ScreenshotAsync(
        new() { Path = Path.Combine(Repository.Root, "docs", "pictures", file), FullPage = whole, Animations = ScreenshotAnimations.Disabled });
}
