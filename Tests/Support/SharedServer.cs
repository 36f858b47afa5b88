using CoachingPlatform.Tests.Support;

/// <summary>One server for all tests that need no settings of their own; outside any namespace, so that it spans the assembly.</summary>
[SetUpFixture]
public sealed class SharedServer
{
    public static PlatformServer Instance { get; private set; } = null!;

    [OneTimeSetUp]
    public void Start() => Instance = PlatformServer.Start();

    [OneTimeTearDown]
    public void Stop() => Instance.Dispose();
}
