using System.Diagnostics;
using System.Globalization;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>A server with thousands of streams is replaced, and stays small.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class DeployTests
{
    private static readonly Dictionary<string,
        string> ManyStreams = new() { ["Sse__MaxConnectionsPerUser"] = "100000", ["Logging__LogLevel__Default"] = "Warning" };

    [Test]
    public async Task Five_thousand_streams_end_within_ten_seconds_and_all_resume_on_the_next_server()
    {
        const int Streams = 5_000;
        using var folder = new TempFolder();
        var address = ServerProcess.FreeAddress();
        IReadOnlyList<string> positions;
        await using (var server = await ServerProcess.StartAsync(folder, address, ManyStreams))
        {
            using var coach = await server.SignInAsync("coach@demo.test");
            using var coachee = await server.SignInAsync("coachee@demo.test");
            using var crowd = await Crowd.OpenAsync(address, coachee.Cookie, Streams);
            await coach.CreateActionAsync(DemoData.TodaysSessionId, "before");
            await crowd.ReceivedAsync(1);
            positions = crowd.Positions;

            var watch = Stopwatch.StartNew();
            server.Terminate();
            await server.WaitForExitAsync(TimeSpan.FromSeconds(10));
            TestContext.Out.WriteLine($"{Streams} streams ended in {watch.Elapsed.TotalSeconds:0.0} s");
            Assert.That(server.ExitCode, Is.Zero);
            await crowd.EndedAsync(seconds: 5);
        }

        await using var next = await ServerProcess.StartAsync(folder, address, ManyStreams);
        using var coachAgain = await next.SignInAsync("coach@demo.test");
        using var reader = await next.SignInAsync("coachee@demo.test");
        await coachAgain.CreateActionAsync(DemoData.TodaysSessionId, "meanwhile");
        using var back = await Crowd.OpenAsync(address, reader.Cookie, Streams, positions);
        await coachAgain.CreateActionAsync(DemoData.TodaysSessionId, "live again");
        await back.ReceivedAsync(2);
    }

    /// <summary>
    /// Memory is measured after the first events, when everything is compiled and pooled. COACHING_LONG_TESTS=1 sends 50,000 events.
    /// </summary>
    [Test]
    public async Task Idle_streams_and_a_reader_that_never_reads_cost_no_memory_while_others_get_thousands_of_events()
    {
        var isLong = Environment.GetEnvironmentVariable("COACHING_LONG_TESTS") == "1";
        var (idle, events) = isLong ? (5_000, 50_000) : (2_000, 6_000);
        using var folder = new TempFolder();
        // a window that is full before the measurement: remembering events is not what is measured
        await using var server = await ServerProcess.StartAsync(
            folder, environment: ManyStreams.Append(new("Sse__ReplayEvents", "1000")).ToDictionary());
        using var coach = await server.SignInAsync("coach@demo.test");
        using var coachee2 = await server.SignInAsync("coachee2@demo.test");
        using var outsider = await server.SignInAsync("outsider@demo.test");
        using var crowd = await Crowd.OpenAsync(server.Address, outsider.Cookie, idle);
        using var never = await RawStream.OpenAsync(server.Address, coachee2.Cookie);
        await never.ReadUntilAsync("retry:");
        using var readers = await Crowd.OpenAsync(server.Address, coach.Cookie, 10);
        var sessions = await coachee2.SendAsync(HttpMethod.Get, $"/users/{coachee2.Id}/coaching_sessions");
        var session = sessions[0].GetProperty("id").GetGuid();

        const int WarmUp = 2_000;
        await RenameAsync(coach, session, readers, 0, WarmUp);
        var before = MemoryOf(server);
        await RenameAsync(coach, session, readers, WarmUp, WarmUp + events);
        var growth = MemoryOf(server) - before;

        TestContext.Out.WriteLine($"{before} MiB before, {growth} MiB more after {events} events");
        Assert.That(growth, Is.LessThan(60), "MiB");
        await crowd.ReceivedAsync(0);
    }

    /// <summary>No faster than the readers read, on whatever machine: they are not what is tried.</summary>
    private static async Task RenameAsync(Person coach, Guid session, Crowd readers, int from, int to)
    {
        const int Batch = 200;
        for (var sent = from; sent < to; sent += Batch)
        {
            var left = Batch;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                    await coach.SendAsync(HttpMethod.Patch, $"/coaching_sessions/{session}/title", new { });
            }));
            await readers.ReceivedAsync(sent + Batch);
        }
    }

    private static long MemoryOf(ServerProcess server) => File.ReadLines($"/proc/{server.Id}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
            .Single();
}
