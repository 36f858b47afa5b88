using System.Collections.Concurrent;
using System.Diagnostics;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>All kinds of requests at once from the first moment on, from people who do not always wait for the answer.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // it needs the machine for itself to be crowded
public sealed class TrafficTests
{
    private const int Tabs = 48;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);
    private static readonly Guid SessionId = DemoData.TodaysSessionId;

    [Test]
    public async Task A_server_that_has_just_started_goes_on_writing_whoever_leaves_and_logs_no_error()
    {
        using var folder = new TempFolder();
        var address = ServerProcess.FreeAddress();
        await using var before = await ServerProcess.StartAsync(folder, address);
        using var coach = await before.SignInAsync("coach@demo.test");
        using var coachee = await before.SignInAsync("coachee@demo.test");
        await before.KillAsync();   // the next one starts cold, and they are signed in already
        await using var server = await ServerProcess.StartAsync(folder, address);
        var failures = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, Tabs).Select(i => UseAsync(i % 2 == 0 ? coach : coachee, new Random(i), failures)));

        await coach.CreateActionAsync(SessionId, "after the crowd").WaitAsync(TimeSpan.FromSeconds(5));   // a third of a writer's patience
        Assert.That(failures, Is.Empty);
        Assert.That(server.OutputSoFar, Does.Not.Contain("fail: "));
    }

    private static async Task UseAsync(Person person, Random random, ConcurrentBag<string> failures)
    {
        (HttpMethod Method, string Path, object? Body)[] requests =
        [
            (HttpMethod.Get, $"/actions?coaching_session_id={SessionId}", null),
            (HttpMethod.Get, $"/users/{person.Id}/coaching_sessions", null),
            (HttpMethod.Post, "/actions", new { coaching_session_id = SessionId, body = "an action", status = "NotStarted" }),
            (HttpMethod.Post, "/agreements", new { coaching_session_id = SessionId, body = "an agreement" }),
            (HttpMethod.Post, $"/coaching_sessions/{SessionId}/topics", new { body = "a topic" }),      // locks before it reads
            (HttpMethod.Patch, $"/coaching_sessions/{SessionId}/title", new { title = "The same" }),    // changes nothing
            (HttpMethod.Post, $"/coaching_sessions/{SessionId}/view", null),
        ];
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Duration;)
        {
            var (method, path, body) = requests[random.Next(requests.Length)];
            using var leaves = new CancellationTokenSource();
            if (random.Next(3) == 0)
                leaves.CancelAfter(random.Next(1, 40));
            try
            {
                using var answer = await person.TrySendAsync(method, path, body, leaves.Token);
                if ((int)answer.StatusCode >= 500)
                    failures.Add($"{method} {path}: {(int)answer.StatusCode}");
            }
            catch (OperationCanceledException) when (leaves.IsCancellationRequested)
            {
                // that was the idea
            }
        }
    }
}
