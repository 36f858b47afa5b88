using System.Diagnostics;

namespace CoachingPlatform.Tests.Support;

/// <summary>Waits for a condition, with a deadline.</summary>
public static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what, int seconds = 15)
    {
        var watch = Stopwatch.StartNew();
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(seconds))
                Assert.Fail($"Not within {seconds} s: {what}");
            await poll.WaitForNextTickAsync();
        }
    }
}
