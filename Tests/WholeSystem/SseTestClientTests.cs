using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Tools.SseTestClient;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>The command-line test client, as a process.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class SseTestClientTests
{
    private const string Coach = $"coach@demo.test:{DemoData.Password}";
    private const string Coachee = $"coachee@demo.test:{DemoData.Password}";
    private const string Super = $"super@demo.test:{DemoData.Password}";
    private const string Outsider = $"outsider@demo.test:{DemoData.Password}";
    private const string Admin = $"admin@demo.test:{DemoData.Password}";

    private static readonly Dictionary<string, string> QuickKeepAlive = new() { ["Sse:KeepAlive"] = "00:00:01" };

    [TestCase("a@b.test:pass", "a@b.test", "pass")]
    [TestCase("a@b.test:pa:ss:", "a@b.test", "pa:ss:")]
    public void The_first_colon_separates_the_password(string text, string email, string password)
    {
        Assert.That(Credentials.TryParse(text, out var credentials), Is.True);
        Assert.That(credentials, Is.EqualTo(new Credentials(email, password)));
    }

    [Test]
    public async Task All_scenarios_pass_against_this_server_and_leave_nothing_behind()
    {
        using var server = PlatformServer.Start(QuickKeepAlive);
        var before = await ContentsAsync(server);

        var (exitCode, output, errors) = await RunAsync(server.Address, "all", "--user3", Outsider, "--admin", Admin);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.Zero, output + errors);
            Assert.That(output, Does.Contain("Results: 26 passed, 0 failed").And.Not.Contain("Left behind"));
            Assert.That(output.Contains('\e'), Is.False, "a pipe gets plain text");
            var headings = new[] { "SETUP PHASE",
                "TEST PHASE", "TEST: Connection Test", "TEST: Logout Closes Stream", "RESULTS", "TEST SUMMARY" }
                .Select(heading => output.IndexOf($"=== {heading} ===", StringComparison.Ordinal)).ToList();
            Assert.That(headings, Is.Ordered.And.All.GreaterThanOrEqualTo(0));
            Assert.That(output, Does.Contain("[User 2 (Coachee)] action_created event received"));
            foreach (var scenario in Scenarios.All)
                Assert.That(output, Does.Contain($"[PASS] {scenario.Name} ("));
            Assert.That(await ContentsAsync(server), Is.EqualTo(before));
        }
    }

    [Test]
    public async Task A_load_run_counts_every_delivery_also_for_streams_that_come_back()
    {
        using var server = PlatformServer.Start();

        var (exitCode, output, errors) = await RunLoadAsync(
            server.Address, "--user", Coachee, "--user", Coach, "--publisher", Super, "--streams", "10", "--rate", "50", "--seconds", "2",
            "--churn", "20", "--json");

        Assert.That(exitCode, Is.Zero, output + errors);
        var report = JsonDocument.Parse(output).RootElement;
        int Of(string name) => report.GetProperty(name).GetInt32();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Of("published"), Is.GreaterThan(0));
            Assert.That(Of("delivered"), Is.EqualTo(10 * Of("published")));
            Assert.That((Of("lost"), Of("duplicated"), Of("wrong_recipient"), Of("failed")), Is.EqualTo((0, 0, 0, 0)));
            Assert.That(Of("reopened"), Is.GreaterThan(0));
            Assert.That(report.GetProperty("time_to_last").GetDouble(), Is.GreaterThanOrEqualTo(report.GetProperty("p50").GetDouble() / 2));
        }
    }

    [Test]
    public async Task A_load_run_on_one_session_reaches_its_two_and_leaves_no_action()
    {
        using var server = PlatformServer.Start();
        var before = await ContentsAsync(server);

        var (exitCode, output, errors) = await RunLoadAsync(
            server.Address, "--user", Coachee, "--user", Coach, "--user", Outsider, "--publisher", Coach, "--session",
            DemoData.TodaysSessionId.ToString(), "--streams", "9", "--rate", "20", "--seconds", "1");

        Assert.That(exitCode, Is.Zero, output + errors);
        Assert.That(output, Does.Contain("0 lost, 0 duplicated, 0 to the wrong person"));
        Assert.That(await ContentsAsync(server), Is.EqualTo(before));
    }

    [Test]
    public async Task A_load_run_fails_when_deliveries_are_lost()
    {
        await using var server = await FakeServerAsync(async stream =>
        {
            await stream.Response.WriteAsync("retry: 1000\nid: 0\n\n");
            await stream.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, stream.RequestAborted);   // and no event, ever
        });

        var (exitCode, output, _) = await RunLoadAsync(
            new Uri(server.Urls.Single()), "--user", Coachee, "--publisher", Super, "--streams", "5", "--rate", "10", "--seconds", "1");

        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Match("wrong +[1-9][0-9]* lost"));
    }

    [TestCase("--streams is a number from 1 to 100000.", "--streams", "0")]
    [TestCase("--rate is a number from 0.01 to 10000.", "--rate", "fast")]
    [TestCase("--user is email:password.", "--user", "nobody")]
    public async Task A_load_run_says_what_is_wrong_with_its_arguments(string message, params string[] arguments)
    {
        var (exitCode, _, errors) = await RunLoadAsync(
            new Uri("http://127.0.0.1:1"), ["--user", Coach, "--publisher", Super, .. arguments]);

        Assert.That((exitCode, errors), Is.EqualTo((2, errors)));
        Assert.That(errors, Does.Contain(message).And.Contain("load --help"));
    }

    [Test]
    public async Task Quiet_shows_the_summary_alone()
    {
        using var server = PlatformServer.Start(QuickKeepAlive);

        var (exitCode, output, errors) = await RunAsync(server.Address, "action-update", "--quiet");

        Assert.That((exitCode, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Match(
            @"\A=== TEST SUMMARY ===\n\[PASS\] action-update \([0-9.]+ s\)\n\(No --user3 .*\)\n\nResults: 1 passed, 0 failed\nAll scenarios passed\.\n\z"));
    }

    [Test]
    public async Task Help_fits_a_terminal_of_100_columns_and_names_every_scenario()
    {
        var (exitCode, output, _) = await RunAsync(ServerProcess.FreeAddress(), "all", "--help");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.Zero);
            Assert.That(output.Split('\n'), Has.All.Length.LessThanOrEqualTo(100));
            foreach (var scenario in Scenarios.All)
                Assert.That(output, Does.Contain(scenario.Name));
        }
    }

    [Test]
    public async Task A_run_that_is_interrupted_leaves_nothing_behind()
    {
        using var server = PlatformServer.Start();
        var before = await ContentsAsync(server);
        using var process = Start(server.Address, "slow-reader", (Coach, Coachee));
        var output = new StringBuilder();
        while (!output.ToString().Contains("✓ Open a stream of the coachee that reads nothing", StringComparison.Ordinal))
            output.AppendLine(await process.StandardOutput.ReadLineAsync() ?? throw new EndOfStreamException(output.ToString()));

        using (var interrupt = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await interrupt.WaitForExitAsync();
        output.Append(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That((process.ExitCode, output.ToString()), Is.EqualTo((1, output.ToString())));
        Assert.That(output.ToString(), Does.Contain("The run was interrupted.").And.Not.Contain("Left behind"));
        Assert.That(await ContentsAsync(server), Is.EqualTo(before));
    }

    [Test]
    public async Task A_session_that_a_run_had_to_create_goes_with_it()
    {
        using var server = PlatformServer.Start();
        using (var super = await server.SignInAsync("super@demo.test"))
        {
            using var coach2 = await server.SignInAsync("coach2@demo.test");
            using var outsider = await server.SignInAsync("outsider@demo.test");
            var organizations = await coach2.SendAsync(HttpMethod.Get, "/organizations");
            await super.SendAsync(HttpMethod.Post, $"/organizations/{organizations[0].GetProperty("id")}/coaching_relationships",
                new { coach_id = outsider.Id, coachee_id = coach2.Id });
        }
        var before = await ContentsAsync(server);

        using var process = Start(server.Address, "title-update", (Outsider, $"coach2@demo.test:{DemoData.Password}"));
        var output = await process.StandardOutput.ReadToEndAsync();

        Assert.That(output, Does.Contain("[PASS] title-update").And.Not.Contain("Left behind"));
        Assert.That(await ContentsAsync(server), Is.EqualTo(before));
    }

    /// <summary>A server that lets strangers in: what they create there goes too.</summary>
    [Test]
    public async Task What_should_have_been_refused_is_deleted_again()
    {
        using var server = PlatformServer.Start();
        var before = await ContentsAsync(server);

        var (exitCode, output, _) = await RunAsync(server.Address, "cross-tenant", "--user3", Coachee);

        Assert.That((exitCode, output), Is.EqualTo((1, output)));
        Assert.That(output, Does.Contain("POST /actions answered 201 to a stranger"));
        Assert.That(await ContentsAsync(server), Is.EqualTo(before));
    }

    [Test]
    public async Task A_failing_scenario_does_not_stop_the_others()
    {
        using var server = PlatformServer.Start(QuickKeepAlive);
        var before = await ContentsAsync(server);

        var (exitCode, output, _) = await RunAsync(server.Address, "all", "--quiet");   // the coach may not force a logout

        Assert.That((exitCode, output), Is.EqualTo((1, output)));
        Assert.That(
            output, Does.Contain("[FAIL] force-logout-test").And.Contain("answered 403").And.Contain("Results: 24 passed, 1 failed"));
        Assert.That(await ContentsAsync(server), Is.EqualTo(before));
    }

    [TestCase("malformed", "data: {}\n\n", "malformed frame")]
    [TestCase("wrong type", "event: a\ndata: {\"type\":\"b\",\"data\":{}}\n\n", "has the type b")]
    [TestCase("ids that fall", "event: a\ndata: {\"type\":\"a\",\"data\":{}}\nid: 2\n\nevent: a\ndata: {\"type\":\"a\",\"data\":{}}\nid: 1\n\n", "came after")]
    [TestCase("ended", null, "has ended")]
    public async Task The_connection_test_notices(string name, string? frames, string complaint)
    {
        await using var server = await FakeServerAsync(async stream =>
        {
            await stream.Response.WriteAsync("retry: 1000\n\n" + frames);
            await stream.Response.Body.FlushAsync();
            if (frames is not null)
                await Task.Delay(Timeout.Infinite, stream.RequestAborted);
        });

        var (exitCode, output, errors) = await RunAsync(new Uri(server.Urls.Single()), "connection-test");

        Assert.That(exitCode, Is.EqualTo(1), $"{name}: {output}{errors}");
        Assert.That(output, Does.Contain(complaint));
    }

    [Test]
    public async Task A_stream_that_is_refused_fails_the_run()
    {
        await using var server = await FakeServerAsync(stream =>
        {
            stream.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });

        var (exitCode, output, errors) = await RunAsync(new Uri(server.Urls.Single()), "connection-test");

        Assert.That((exitCode, errors), Is.EqualTo((1, errors)));
        Assert.That(errors, Does.Contain("GET /sse answered 401"));
        Assert.That(output, Does.Not.Contain("TEST SUMMARY"));
    }

    [Test]
    public async Task Wrong_arguments_are_exit_code_2_and_an_unreachable_server_is_1()
    {
        var unreachable = ServerProcess.FreeAddress();

        var wrongScenario = await RunAsync(unreachable, "nonsense");
        var nobodyUninvolved = await RunAsync(unreachable, "cross-tenant");
        var noServer = await RunAsync(unreachable, "connection-test");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(wrongScenario.ExitCode, Is.EqualTo(2));
            Assert.That(wrongScenario.Errors, Does.Contain("Usage:"));
            Assert.That(nobodyUninvolved.ExitCode, Is.EqualTo(2), "cross-tenant without --user3");
            Assert.That(noServer.ExitCode, Is.EqualTo(1));
            Assert.That(noServer.Errors, Is.Not.Empty);
        }
    }

    [Test]
    public async Task A_benchmark_measures_the_server_beside_one_that_only_sends()
    {
        var (exitCode, output, errors) = await RunToEndAsync(
            Start(["benchmark", "--streams", "10", "--pairs", "1", "--web", Path.GetDirectoryName(typeof(Program).Assembly.Location)!]));

        Assert.That(exitCode, Is.Zero, output + errors);
        Assert.That(output, Does.Match("10  memory per idle stream, KiB +[0-9]").And.Match(
            "10  one to everybody, time to last, ms +[0-9.]+ +[0-9.]+ +[0-9.]+\n"));
    }

    [Test]
    public async Task A_benchmark_without_a_server_says_so()
    {
        using var folder = new TempFolder();

        var (exitCode, _, errors) = await RunToEndAsync(Start(["benchmark", "--web", folder.Path]));

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.Contain($"There is no CoachingPlatform.Web.dll in {folder.Path}."));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(Uri server, string scenario, params string[] more) =>
        RunToEndAsync(Start(server, scenario, (Coach, Coachee), more));

    private static Task<(int ExitCode, string Output, string Errors)> RunLoadAsync(Uri server, params string[] arguments) =>
        RunToEndAsync(Start(["load", "--base-url", server.ToString(), .. arguments]));

    private static async Task<(int ExitCode, string Output, string Errors)> RunToEndAsync(Process started)
    {
        using var process = started;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(Uri server, string scenario, (string User1, string User2) users, params string[] more) => Start(
        ["--base-url", server.ToString(), "--user1", users.User1, "--user2", users.User2, "--scenario", scenario, .. more]);

    private static Process Start(string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(Credentials).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>How much there is of everything that a run can create, and the titles that it can change.</summary>
    private static Task<string> ContentsAsync(PlatformServer server) => server.InDatabaseAsync(async db =>
    {
        var titles = await db.CoachingSessions.OrderBy(s => s.Id).Select(s => s.Title).ToListAsync();
        var topics = await db.Topics.CountAsync(t => t.DeletedAt == null);
        return $"{await db.LoginSessions.CountAsync()} login sessions, {await db.Actions.CountAsync()} actions, {await db.Agreements.CountAsync()} agreements, "
            + $"{await db.Goals.CountAsync()} goals, {topics} topics, sessions: {string.Join(", ", titles)}";
    });

    /// <summary>Signs anybody in; its stream is what the test makes of it.</summary>
    private static async Task<WebApplication> FakeServerAsync(Func<HttpContext, Task> stream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/login", context =>
        {
            context.Response.Headers.SetCookie = "id=fake";
            return context.Response.WriteAsync($$$"""{"status_code":200,"data":{"id":"{{{Guid.NewGuid()}}}"}}""");
        });
        app.MapGet("/sse", context =>
        {
            context.Response.ContentType = "text/event-stream";
            return stream(context);
        });
        app.MapPost("/admin/announcements", context => context.Response.WriteAsync("""{"status_code":200,"data":{"message":"heard"}}"""));
        await app.StartAsync();
        return app;
    }
}
