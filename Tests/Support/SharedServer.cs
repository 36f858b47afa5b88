using System.Collections.Concurrent;
using CoachingPlatform.Tests.Support;

/// <summary>
/// The server for all tests that need no settings of their own: one for each worker, so that fixtures which run side by side do not
/// meet. Outside any namespace, so that it spans the assembly.
/// </summary>
[SetUpFixture]
public sealed class SharedServer
{
    private static readonly ConcurrentDictionary<string, Lazy<PlatformServer>> Servers = new();

    public static PlatformServer Instance =>
        Servers.GetOrAdd(TestContext.CurrentContext.WorkerId ?? "", _ => new(() => PlatformServer.Start())).Value;

    [OneTimeTearDown]
    public void Stop()
    {
        foreach (var server in Servers.Values)
            server.Value.Dispose();
    }
}
