using System.Diagnostics;
using System.Globalization;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>What operators see. The metrics are those of a process of its own: they count everything in it.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class TelemetryTests
{
    [Test]
    public async Task Metrics_count_streams_events_and_their_ends()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        using var coach = await server.SignInAsync("coach@demo.test");
        using var coachee = await server.SignInAsync("coachee@demo.test");
        using var http = new HttpClient { BaseAddress = server.Address };
        string position;
        await using (var stream = await coachee.OpenStreamAsync())
        {
            await using var tab = await coachee.OpenStreamAsync();
            await coach.CreateActionAsync(DemoData.TodaysSessionId, "counted");
            position = (await stream.NextAsync()).LastEventId;
            await tab.NextAsync();
            await ExpectAsync(http, "sse_connections", 2);
            await ExpectAsync(http, "sse_users", 1);
        }
        await ExpectAsync(http, "sse_connections", 0);
        await ExpectAsync(http, "sse_users", 0);
        await using (await coachee.OpenStreamAsync(position))
            await ExpectAsync(http, "sse_streams_resumed_total", 1);
        await using (await coachee.OpenStreamAsync("nonsense"))
            await ExpectAsync(http, "sse_streams_reset_total", 1);

        await ExpectAsync(http, "sse_events_published_total", 1);
        await ExpectAsync(http, "sse_streams_ended_total{reason=\"ClientGone\"}", 4);
        await ExpectAsync(http, "outbox_age_seconds", 0);
        await ExpectAsync(http, "sse_queue_depth", 0);
        await ExpectAsync(http, "sse_delivery_duration_seconds_count", 1);   // both tabs keep up: once
        await ExpectAsync(http, "sse_frames_delivered_total", 7);   // the event twice, what opens each of four streams, and one reset
    }

    [Test]
    public async Task A_message_that_is_given_up_is_kept_and_counted()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder, environment: new Dictionary<string, string>
        {
            ["Mail__Smtp__Host"] = "127.0.0.1",
            ["Mail__Smtp__Port"] = "1",   // nobody is there
        });
        using var http = new HttpClient { BaseAddress = server.Address };
        await ExpectAsync(http, "mail_given_up", 0);
        DatabaseUnderTest.Execute(
            folder, """INSERT INTO QueuedMails (Job, Attempts, DueAt) VALUES ('{"kind":"password_reset","email":"coachee@demo.test"}', 15, '2026-01-01')""");

        await ExpectAsync(http, "mail_given_up", 1);

        Assert.That(DatabaseUnderTest.Execute(folder, "SELECT Attempts FROM QueuedMails WHERE GivenUpAt IS NOT NULL"), Is.EqualTo(16));
        Assert.That(server.OutputSoFar, Does.Contain("is given up"));

        var (_, listed) = await ServerProcess.RunAsync(folder, null, "--mail-given-up");
        var (_, retried) = await ServerProcess.RunAsync(folder, null, "--mail-retry");
        var waiting = DatabaseUnderTest.Execute(folder, "SELECT COUNT(*) FROM QueuedMails WHERE GivenUpAt IS NULL AND Failure IS NOT NULL");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed, Does.Match("1  2[0-9-]+ [0-9:]+Z  password_reset  .*refused").And.Not.Contain("coachee@demo.test"));
            Assert.That(retried, Does.Contain("1 messages are tried again while a server runs."));
            Assert.That(waiting, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_trace_leads_from_the_request_over_the_outbox_to_the_delivery()
    {
        var delivered = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is SseMetrics.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (delivered)
                    delivered.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/coaching_sessions/{DemoData.TodaysSessionId}/title")
        {
            Content = new StringContent("""{"title":"Traced"}""", System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" } },
        };

        using var answer = await coach.Http.SendAsync(request);
        await stream.NextAsync("coaching_session_title_updated");

        await Eventually.TrueAsync(() =>
        {
            lock (delivered)
                return delivered.Exists(
                    activity => activity.OperationName == "deliver coaching_session_title_updated" && activity.TraceId == trace);
        }, "the delivery belongs to the trace of the request");
        Assert.That(
            await server.InDatabaseAsync(db => db.Outbox.Select(row => row.TraceParent).SingleAsync()), Does.Contain(trace.ToString()));
    }

    private static Task ExpectAsync(HttpClient http, string metric, double value) => Eventually.TrueAsync(
        async () => ValueOf(await http.GetStringAsync("/metrics"), metric) is { } actual && Math.Abs(actual - value) < 1e-9,
        $"{metric} is {value}");

    private static double? ValueOf(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
        .Select(line => (double?)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
