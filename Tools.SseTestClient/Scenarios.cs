using System.Text.Json;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>One thing that is tried.</summary>
/// <param name="Argument">Its name on the command line.</param>
/// <param name="Name">Its name in the summary.</param>
/// <param name="Title">Its name in the heading.</param>
/// <param name="NeedsSession">Whether it works in a coaching session.</param>
internal sealed record Scenario(string Argument, string Name, string Title, bool NeedsSession, Func<TestRun, Task> RunAsync);

internal static class Scenarios
{
    public const string AllArgument = "all";

    /// <summary>How long a silent stream has to stay open to count as connected.</summary>
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(2);

    /// <summary>In the order in which <c>all</c> runs them.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("connection-test", "connection_test", "Connection Test", false, ConnectionAsync),
        new("force-logout-test", "force_logout", "Force Logout", false, ForceLogoutAsync),
        new("action-create", "action_create", "Action Create", true, ActionCreateAsync),
        new("action-update", "action_update", "Action Update", true, ActionUpdateAsync),
        new("action-delete", "action_delete", "Action Delete", true, ActionDeleteAsync),
        new("title-update", "title_update", "Title Update", true, TitleUpdateAsync),
    ];

    public static IReadOnlyList<Scenario> Select(string argument) =>
        argument == AllArgument ? All : [All.Single(scenario => scenario.Argument == argument)];

    /// <summary>The streams were answered with 200 and the right type when they were opened; now they have to stay.</summary>
    private static Task ConnectionAsync(TestRun run) => run.Output.StepAsync($"Both streams stay open for {HoldTime.TotalSeconds} s", async () =>
    {
        await Task.Delay(HoldTime, run.Cancellation);
        foreach (var (stream, client) in new[] { (run.CoachStream, run.Coach), (run.CoacheeStream, run.Coachee) })
        {
            if (stream.HasEnded)
                throw new StepFailedException($"[{client.Label}] the stream has ended");
        }
    });

    private static async Task ForceLogoutAsync(TestRun run)
    {
        var admin = await run.AdminAsync();
        try
        {
            await run.Output.StepAsync("Force user 2 to sign out", () => admin.SendAsync(
                HttpMethod.Post, $"admin/force_logout/{run.Coachee.UserId}", null, run.Cancellation, withVersion: false));
            await run.CoacheeStream.ExpectAsync("force_logout", run.Cancellation);
            await run.Output.StepAsync("The stream of user 2 ends", () => run.CoacheeStream.ExpectEndAsync(run.Cancellation));
        }
        finally
        {
            if (admin != run.Coach)
                admin.Dispose();
        }
        await run.ReturnCoacheeAsync();
    }

    private static async Task ActionCreateAsync(TestRun run)
    {
        var id = await run.Output.StepAsync("Create an action", () => run.CreateActionAsync("Test Action - Create"));
        await ExpectCreatedAsync(run, id);
    }

    private static async Task ActionUpdateAsync(TestRun run)
    {
        var id = await run.Output.StepAsync("Create an action", () => run.CreateActionAsync("Test Action - Update"));
        await ExpectCreatedAsync(run, id);
        await run.Output.StepAsync("Update it", () => run.Coach.SendAsync(
            HttpMethod.Put, $"actions/{id}", new { coaching_session_id = run.SessionId, body = "Updated Title", status = "NotStarted" }, run.Cancellation));
        await run.ExpectOnBothAsync("action_updated", data =>
        {
            Equal(id, data, "action", "id");
            Equal("Updated Title", data, "action", "body");
        });
    }

    private static async Task ActionDeleteAsync(TestRun run)
    {
        var id = await run.Output.StepAsync("Create an action", () => run.CreateActionAsync("Test Action - Delete"));
        await ExpectCreatedAsync(run, id);
        await run.Output.StepAsync("Delete it", () => run.DeleteActionAsync(id));
        await run.ExpectOnBothAsync("action_deleted", data => Equal(id, data, "action_id"));
    }

    private static async Task TitleUpdateAsync(TestRun run)
    {
        var path = $"coaching_sessions/{run.SessionId}";
        var session = await run.Coach.SendAsync(HttpMethod.Get, path, null, run.Cancellation);
        var title = ApiClient.Member(session, "title").GetString();
        try
        {
            await run.Output.StepAsync("Rename the session", () => run.Coach.SendAsync(
                HttpMethod.Patch, $"{path}/title", new { title = "Renamed by SSE test tool" }, run.Cancellation));
            await run.ExpectOnBothAsync("coaching_session_title_updated", data => Equal(run.SessionId, data, "coaching_session_id"));
        }
        finally
        {
            await run.Output.StepAsync("Give it its old title back", () => run.Coach.SendAsync(
                HttpMethod.Patch, $"{path}/title", new { title }, run.Cancellation));
        }
        await run.ExpectOnBothAsync("coaching_session_title_updated", data => Equal(run.SessionId, data, "coaching_session_id"));
    }

    private static Task ExpectCreatedAsync(TestRun run, string id) => run.ExpectOnBothAsync("action_created", data =>
    {
        Equal(id, data, "action", "id");
        Equal(run.SessionId, data, "coaching_session_id");
    });

    private static void Equal(string expected, JsonElement data, params string[] path)
    {
        var actual = ApiClient.Member(data, path).ToString();
        if (actual != expected)
            throw new StepFailedException($"{string.Join('.', path)} is {actual} instead of {expected}.");
    }
}
