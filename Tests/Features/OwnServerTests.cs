using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>Tests that each have a server of their own, with the administrator of <see cref="Harbour"/> signed in.</summary>
public abstract class OwnServerTests
{
    protected PlatformServer Server { get; private set; } = null!;

    protected Person Admin { get; private set; } = null!;

    /// <summary>The organization of all demo people but the super admin.</summary>
    protected Guid Harbour { get; private set; }

    [SetUp]
    public async Task StartServer()
    {
        Server = PlatformServer.Start(
            new Dictionary<string, string> { ["Sse:KeepAlive"] = "00:01:00" });   // no sweep ends a stream in a test
        Admin = await Server.SignInAsync("admin@demo.test");
        Harbour = (await Admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();
    }

    [TearDown]
    public void StopServer()
    {
        Admin.Dispose();
        Server.Dispose();
    }
}
