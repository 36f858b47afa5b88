using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

/// <summary>One server for all tests that need no settings of their own; outside any namespace, so that it spans the assembly.</summary>
[SetUpFixture]
public sealed class SharedServer
{
    public static PlatformServer Instance { get; private set; } = null!;

    [OneTimeSetUp]
    public void Start() => Instance = PlatformServer.Start();

    /// <summary>Completes when nothing is on its way any more: a stream opened afterwards sees nothing of the test before.</summary>
    public static Task SettledAsync() => Eventually.TrueAsync(
        async () => !await Instance.InDatabaseAsync(db => db.Outbox.AnyAsync(message => message.Sequence == null)), "the outbox is empty");

    [OneTimeTearDown]
    public void Stop() => Instance.Dispose();
}
