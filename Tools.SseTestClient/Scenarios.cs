using System.Diagnostics;
using System.Text.Json;

namespace CoachingPlatform.Tools.SseTestClient;

internal static class Scenarios
{
    public const string AllArgument = "all";

    /// <summary>How long a silent stream has to stay open to count as connected.</summary>
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(2);

    /// <summary>One interval of 15 s and some air.</summary>
    private static readonly TimeSpan KeepAliveLimit = TimeSpan.FromSeconds(20);

    /// <summary>In the order in which <c>all</c> runs them.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("connection-test", "Connection Test", false, ConnectionAsync),
        new("force-logout-test", "Force Logout", false, ForceLogoutAsync),
        new("action-create", "Action Create", true, ActionCreateAsync),
        new("action-update", "Action Update", true, ActionUpdateAsync),
        new("action-delete", "Action Delete", true, ActionDeleteAsync),
        new("topic-create", "Topic Create", true, TopicCreateAsync),
        new("topic-update", "Topic Update (body edit)", true,
            run => TopicAsync(
                run, "Edit it", topic => run.Coach.SendAsync(HttpMethod.Put, topic, new { body = "edited body" }, run.Cancellation))),
        new("topic-priority", "Topic Priority (coachee sets, coach observes)", true,
            run => TopicAsync(run, "The coachee rates it", topic => run.Coachee.SendAsync(
                HttpMethod.Patch, $"{topic}/rating", new { priority = "High" }, run.Cancellation))),
        new("topic-status", "Topic Status = Discussed (coach sets, coachee observes)", true,
            run => TopicAsync(run, "Mark it as discussed", topic => run.Coach.SendAsync(
                HttpMethod.Patch, $"{topic}/status", new { status = "Discussed" }, run.Cancellation))),
        new("topic-delete", "Topic Delete (author deletes, coachee observes)", true,
            run => TopicAsync(run, "Delete it", topic => run.DeleteAsync(topic))),
        new("agreement-create", "Agreement Create", true, AgreementCreateAsync),
        new("agreement-update", "Agreement Update", true, AgreementUpdateAsync),
        new("agreement-delete", "Agreement Delete", true, AgreementDeleteAsync),
        new("title-update", "Title Update", true, TitleUpdateAsync),
        new("goal-create", "Goal Create", true, async run => await CreateGoalAsync(run)),
        new("goal-update", "Goal Update", true, GoalUpdateAsync),
        new("goal-delete", "Goal Delete", true, GoalDeleteAsync),
        new("session-goal-link", "Session Goal Link", true, async run => await run.DeleteAsync($"goals/{await LinkGoalAsync(run)}")),
        new("session-goal-unlink", "Session Goal Unlink", true, UnlinkGoalAsync),
        new("reconnect", "Reconnect (what was missed comes once)", true, ReconnectAsync),
        new("unauthorized", "Unauthorized (no stream without a session)", false, UnauthorizedAsync),
        new("cross-tenant", "Cross Tenant (a stranger reads, writes and hears nothing)", true, CrossTenantAsync, NeedsOutsider: true),
        new("multi-tab", "Multi Tab (a second stream of the coachee)", true, MultiTabAsync),
        new("slow-reader", "Slow Reader (is cut off, delays nobody, loses nothing)", true, SlowReaderAsync),
        new("keep-alive", "Keep-Alive (a comment in silence)", false, KeepAliveAsync),
        new("logout-closes-stream", "Logout Closes Stream", false, LogoutAsync),
    ];

    /// <summary>What <c>all</c> leaves out without somebody uninvolved cannot be asked for either.</summary>
    public static IReadOnlyList<Scenario> Select(string argument, bool hasOutsider) =>
        [.. All.Where(scenario => argument is AllArgument || scenario.Name == argument).Where(scenario => hasOutsider || !scenario.NeedsOutsider)];

    /// <summary>The streams were answered with 200 and the right type when they were opened; now they have to stay.</summary>
    private static Task ConnectionAsync(TestRun run) =>
        run.Output.StepAsync($"Both streams stay open for {HoldTime.TotalSeconds} s", async () =>
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
        await run.Output.StepAsync("Force user 2 to sign out", () => admin.SendAsync(
            HttpMethod.Post, $"admin/force_logout/{run.Coachee.UserId}", null, run.Cancellation, withVersion: false));
        await run.CoacheeStream.ExpectAsync("force_logout", run.Cancellation);
        await run.Output.StepAsync("The stream of user 2 ends", () => run.CoacheeStream.ExpectEndAsync(run.Cancellation));
        await run.ReturnCoacheeAsync();
    }

    private static async Task ActionCreateAsync(TestRun run)
    {
        var id = await run.Output.StepAsync("Create an action", () => CreateActionAsync(run, "Create"));
        await ExpectCreatedAsync(run, id);
    }

    private static async Task ActionUpdateAsync(TestRun run)
    {
        var id = await run.Output.StepAsync("Create an action", () => CreateActionAsync(run, "Update"));
        await ExpectCreatedAsync(run, id);
        await run.Output.StepAsync("Update it", () => run.Coach.SendAsync(
            HttpMethod.Put, $"actions/{id}", new { coaching_session_id = run.SessionId, body = "Updated Title", status = "NotStarted" },
            run.Cancellation));
        await run.ExpectOnBothAsync("action_updated", data =>
        {
            Equal(id, data, "action", "id");
            Equal("Updated Title", data, "action", "body");
        });
    }

    private static async Task ActionDeleteAsync(TestRun run)
    {
        var id = await run.Output.StepAsync("Create an action", () => CreateActionAsync(run, "Delete"));
        await ExpectCreatedAsync(run, id);
        await run.Output.StepAsync("Delete it", () => run.DeleteAsync($"actions/{id}"));
        await run.ExpectOnBothAsync("action_deleted", data => Equal(id, data, "action_id"));
    }

    private static async Task TopicCreateAsync(TestRun run)
    {
        await run.Output.StepAsync(
            "Create a topic", () => run.CreateAsync($"coaching_sessions/{run.SessionId}/topics", new { body = "SSE test topic" }));
        await ExpectTopicsChangedAsync(run);
    }

    /// <summary>Creates a topic, waits until everybody knows it, and then does something with it.</summary>
    private static async Task TopicAsync(TestRun run, string what, Func<string, Task> change)
    {
        var topics = $"coaching_sessions/{run.SessionId}/topics";
        var id = await run.Output.StepAsync("Create a topic", () => run.CreateAsync(topics, new { body = "SSE test topic" }));
        await ExpectTopicsChangedAsync(run);
        await run.Output.StepAsync(what, () => change($"{topics}/{id}"));
        await ExpectTopicsChangedAsync(run);
    }

    private static Task ExpectTopicsChangedAsync(TestRun run) =>
        run.ExpectOnBothAsync("topics_changed", data => Equal(run.SessionId, data, "coaching_session_id"));

    private static async Task AgreementCreateAsync(TestRun run) => await CreateAgreementAsync(run, "Test Agreement - Create");

    private static async Task AgreementUpdateAsync(TestRun run)
    {
        var id = await CreateAgreementAsync(run, "Test Agreement - Update");
        await run.Output.StepAsync("Reword it", () => run.Coach.SendAsync(
            HttpMethod.Put, $"agreements/{id}", new { coaching_session_id = run.SessionId, body = "Updated body" }, run.Cancellation));
        await run.ExpectOnBothAsync("agreement_updated", data =>
        {
            Equal(id, data, "agreement", "id");
            Equal("Updated body", data, "agreement", "body");
        });
    }

    private static async Task AgreementDeleteAsync(TestRun run)
    {
        var id = await CreateAgreementAsync(run, "Test Agreement - Delete");
        await run.Output.StepAsync("Delete it", () => run.DeleteAsync($"agreements/{id}"));
        await run.ExpectOnBothAsync("agreement_deleted", data => Equal(id, data, "agreement_id"));
    }

    private static async Task<string> CreateAgreementAsync(TestRun run, string body)
    {
        var id = await run.Output.StepAsync(
            "Create an agreement", () => run.CreateAsync("agreements", new { coaching_session_id = run.SessionId, body }));
        await run.ExpectOnBothAsync("agreement_created", data =>
        {
            Equal(id, data, "agreement", "id");
            Equal(run.SessionId, data, "coaching_session_id");
        });
        return id;
    }

    private static async Task GoalUpdateAsync(TestRun run)
    {
        var id = await CreateGoalAsync(run);
        await run.Output.StepAsync("Change it", () => run.Coach.SendAsync(
            HttpMethod.Put, $"goals/{id}",
            new { coaching_relationship_id = run.RelationshipId, title = "Updated goal", status = "OnHold" }, run.Cancellation));
        await run.ExpectOnBothAsync("goal_updated", data =>
        {
            Equal(id, data, "goal", "id");
            Equal("Updated goal", data, "goal", "title");
        });
    }

    private static async Task GoalDeleteAsync(TestRun run)
    {
        var id = await CreateGoalAsync(run);
        await run.Output.StepAsync("Delete it", () => run.DeleteAsync($"goals/{id}"));
        await run.ExpectOnBothAsync("goal_deleted", data => Equal(id, data, "goal_id"));
    }

    private static async Task<string> CreateGoalAsync(TestRun run)
    {
        var id = await run.Output.StepAsync("Set a goal", () => run.CreateAsync(
            "goals", new { coaching_relationship_id = run.RelationshipId, title = "SSE test goal", status = "NotStarted" }));
        await run.ExpectOnBothAsync("goal_created", data =>
        {
            Equal(id, data, "goal", "id");
            Equal(run.RelationshipId, data, "coaching_relationship_id");
        });
        return id;
    }

    /// <summary>The goal is in progress afterwards; who links one deletes it soon, since there is room for three.</summary>
    private static async Task<string> LinkGoalAsync(TestRun run)
    {
        var id = await CreateGoalAsync(run);
        await run.Output.StepAsync("Link it to the session", () => run.Coach.SendAsync(
            HttpMethod.Post, $"coaching_sessions/{run.SessionId}/goals", new { goal_id = id }, run.Cancellation));
        await run.ExpectOnBothAsync("coaching_session_goal_created", data =>
        {
            Equal(id, data, "goal_id");
            Equal(run.SessionId, data, "coaching_session_id");
        });
        await run.ExpectOnBothAsync("goal_updated", data => Equal("InProgress", data, "goal", "status"));
        return id;
    }

    private static async Task UnlinkGoalAsync(TestRun run)
    {
        var id = await LinkGoalAsync(run);
        await run.Output.StepAsync("Unlink it", () => run.Coach.SendAsync(
            HttpMethod.Delete, $"coaching_sessions/{run.SessionId}/goals/{id}", null, run.Cancellation));
        await run.ExpectOnBothAsync("coaching_session_goal_deleted", data => Equal(id, data, "goal_id"));
        await run.DeleteAsync($"goals/{id}");
    }

    private static async Task ReconnectAsync(TestRun run)
    {
        var seen = await run.Output.StepAsync("Create an action", () => CreateActionAsync(run, "Seen"));
        await ExpectCreatedAsync(run, seen);
        await using var first = await run.Output.StepAsync(
            "Open another stream of the coachee and lose it", () => run.Coachee.OpenStreamAsync(run.Cancellation));
        var position = await first.PositionAsync(run.Cancellation);
        await first.DisposeAsync();
        var missed = await run.Output.StepAsync("Create an action meanwhile", () => CreateActionAsync(run, "Missed"));
        await ExpectCreatedAsync(run, missed);
        await using var second = await run.Output.StepAsync(
            $"Come back with Last-Event-ID {position}", () => run.Coachee.OpenStreamAsync(run.Cancellation, position));
        Equal(missed, await second.ExpectAsync("action_created", run.Cancellation), "action", "id");
        await Task.Delay(TimeSpan.FromMilliseconds(300), run.Cancellation);
        if (second.TakeNames() is { Count: > 0 } more)
            throw new StepFailedException($"More came than was missed: {string.Join(", ", more)}.");
    }

    private static Task UnauthorizedAsync(TestRun run) =>
        run.Output.StepAsync("GET /sse without and with a broken cookie answers 401", async () =>
    {
        foreach (var cookie in new[] { null, "id=broken" })
        {
            var status = await run.StatusOfStreamAsync(cookie);
            if (status != 401)
                throw new StepFailedException($"GET /sse with {cookie ?? "no cookie"} answered {status}.");
        }
    });

    private static async Task MultiTabAsync(TestRun run)
    {
        await using var tab = await run.Output.StepAsync(
            "Open a second tab of the coachee", () => run.Coachee.OpenStreamAsync(run.Cancellation));
        var id = await run.Output.StepAsync("Create an action", () => CreateActionAsync(run, "Tabs"));
        await ExpectCreatedAsync(run, id);
        Equal(id, await tab.ExpectAsync("action_created", run.Cancellation), "action", "id");
    }

    private static async Task CrossTenantAsync(TestRun run)
    {
        var outsider = run.Outsider!;
        var id = await run.Output.StepAsync("Create an action", () => CreateActionAsync(run, "Private"));
        await ExpectCreatedAsync(run, id);
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Post, "actions", new { coaching_session_id = run.SessionId, body = "Intruder", status = "NotStarted" }),
            (HttpMethod.Get, $"coaching_sessions/{run.SessionId}", null),
            (HttpMethod.Get, $"actions?coaching_session_id={run.SessionId}", null),
            (HttpMethod.Get, $"actions/{id}", null),
            (HttpMethod.Put, $"actions/{id}", new { coaching_session_id = run.SessionId, body = "Intruder", status = "NotStarted" }),
            (HttpMethod.Delete, $"actions/{id}", null),
            (HttpMethod.Get, $"goals?coaching_relationship_id={run.RelationshipId}", null),
            (HttpMethod.Get, $"users/{run.Coachee.UserId}", null),
        })
        {
            await run.Output.StepAsync($"A stranger is refused: {method} /{path}", async () =>
            {
                var (status, created) = await outsider.TryAsync(method, path, body, run.Cancellation);
                if (created is not null)
                    run.DeleteInTheEnd($"{path}/{created}");
                if (status is not (403 or 404))
                    throw new StepFailedException($"{method} /{path} answered {status} to a stranger.");
            });
        }
    }

    /// <summary>More than the buffers of two computers and the server's queue hold together.</summary>
    private static async Task SlowReaderAsync(TestRun run)
    {
        const int Changes = 400;
        var body = new string('\u20ac', 19_000);   // the longest there may be, nearly; three bytes each
        var id = await run.Output.StepAsync("Create an action", () => CreateActionAsync(run, "Slow reader"));
        await ExpectCreatedAsync(run, id);
        var start = new TaskCompletionSource();
        await using var slow = await run.Output.StepAsync(
            "Open a stream of the coachee that reads nothing", () => run.Coachee.OpenStreamAsync(run.Cancellation, null, start.Task));
        await slow.PositionAsync(run.Cancellation);
        await run.Output.StepAsync($"Change the action {Changes} times, {Changes * 57 / 1000} MB in all", async () =>
        {
            for (var change = 0; change < Changes; change++)
            {
                await run.Coach.SendAsync(
                    HttpMethod.Put, $"actions/{id}", new { coaching_session_id = run.SessionId, body, status = "NotStarted" },
                    run.Cancellation);
            }
        });
        await run.Output.StepAsync("The others have received every change", async () =>
        {
            await run.CoacheeStream.ExpectManyAsync("action_updated", Changes, run.Cancellation);
            await run.CoachStream.ExpectManyAsync("action_updated", Changes, run.Cancellation);
        });
        start.SetResult();
        await run.Output.StepAsync("The slow stream was cut off", () => slow.ExpectEndAsync(run.Cancellation));
        var received = slow.TakeNames().Count;
        if (received == Changes)
            throw new StepFailedException("The slow stream was not cut off: everything waited for it.");
        await using var resumed = await run.Output.StepAsync(
            $"It had {received} of them and comes back for the rest",
            async () => await run.Coachee.OpenStreamAsync(run.Cancellation, await slow.LastIdAsync(run.Cancellation)));
        await resumed.ExpectManyAsync("action_updated", Changes - received, run.Cancellation);
    }

    private static Task KeepAliveAsync(TestRun run) =>
        run.Output.StepAsync($"A comment comes within {KeepAliveLimit.TotalSeconds} s of silence", async () =>
    {
        var (before, limit) = (run.CoacheeStream.KeepAlives, Stopwatch.StartNew());
        while (run.CoacheeStream.KeepAlives == before)
        {
            if (limit.Elapsed > KeepAliveLimit || run.CoacheeStream.HasEnded)
                throw new StepFailedException("No comment came, or the stream has ended.");
            await Task.Delay(100, run.Cancellation);
        }
    });

    private static async Task LogoutAsync(TestRun run)
    {
        await run.Output.StepAsync(
            "The coachee signs out", () => run.Coachee.SendAsync(HttpMethod.Delete, "delete", null, run.Cancellation, withVersion: false));
        await run.Output.StepAsync("Their stream ends", () => run.CoacheeStream.ExpectEndAsync(run.Cancellation));
        if (run.CoachStream.HasEnded)
            throw new StepFailedException("The stream of the coach has ended too.");
        await run.ReturnCoacheeAsync();
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
            // also when the run was interrupted meanwhile
            await run.Output.StepAsync("Give it its old title back", () => run.Coach.SendAsync(
                HttpMethod.Patch, $"{path}/title", new { title }, CancellationToken.None));
        }
        await run.ExpectOnBothAsync("coaching_session_title_updated", data => Equal(run.SessionId, data, "coaching_session_id"));
    }

    private static Task<string> CreateActionAsync(TestRun run, string purpose) => run.CreateAsync(
        "actions", new { coaching_session_id = run.SessionId, body = $"Test Action - {purpose}", status = "NotStarted" });

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
