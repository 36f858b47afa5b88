using System.Text.Json;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>Tests that each have a server of their own, with four of its demo people signed in.</summary>
public abstract class DemoServerTests
{
    protected PlatformServer Server { get; private set; } = null!;
    protected Person Super { get; private set; } = null!;
    protected Person Admin { get; private set; } = null!;
    protected Person Coach { get; private set; } = null!;
    protected Person Coachee { get; private set; } = null!;

    /// <summary>The organization of all but <see cref="Super"/>.</summary>
    protected Guid Harbour { get; private set; }

    [SetUp]
    public async Task Start()
    {
        Server = PlatformServer.Start(
            new Dictionary<string, string> { ["Sse:KeepAlive"] = "00:01:00" });   // no sweep ends a stream in a test
        Super = await Server.SignInAsync("super@demo.test");
        Admin = await Server.SignInAsync("admin@demo.test");
        Coach = await Server.SignInAsync("coach@demo.test");
        Coachee = await Server.SignInAsync("coachee@demo.test");
        Harbour = (await Admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();
    }

    [TearDown]
    public void Stop()
    {
        foreach (var person in new[] { Super, Admin, Coach, Coachee })
            person.Dispose();
        Server.Dispose();
    }

    protected static async Task<(int Status, string? Error)> ErrorAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());
}
