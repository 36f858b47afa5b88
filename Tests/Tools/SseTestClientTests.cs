using System.Diagnostics;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Tools.SseTestClient;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CoachingPlatform.Tests.Tools;

/// <summary>The command-line test client, as a process.</summary>
public sealed class SseTestClientTests
{
    private const string Coach = $"coach@demo.test:{DemoData.Password}";
    private const string Coachee = $"coachee@demo.test:{DemoData.Password}";
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
        var before = await CountActionsAsync(server);

        var (exitCode, output, errors) = await RunAsync(server.Address, "all", "--user3", Outsider, "--admin", Admin);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.Zero, output + errors);
            Assert.That(output, Does.Contain("Results: 26 passed, 0 failed").And.Not.Contain("Left behind"));
            Assert.That(output.Contains('\e'), Is.False, "a pipe gets plain text");
            var headings = new[] { "SETUP PHASE", "TEST PHASE", "TEST: Connection Test", "TEST: Logout Closes Stream", "RESULTS", "TEST SUMMARY" }
                .Select(heading => output.IndexOf($"=== {heading} ===", StringComparison.Ordinal)).ToList();
            Assert.That(headings, Is.Ordered.And.All.GreaterThanOrEqualTo(0));
            Assert.That(output, Does.Contain("[User 2 (Coachee)] action_created event received"));
            Assert.That(output, Does.Match(@"\[PASS\] action_create \("));
            Assert.That(await CountActionsAsync(server), Is.EqualTo(before));
        }
    }

    [Test]
    public async Task A_failing_scenario_does_not_stop_the_others()
    {
        using var server = PlatformServer.Start(QuickKeepAlive);

        var (exitCode, output, _) = await RunAsync(server.Address, "all");   // the coach may not force a logout

        Assert.That((exitCode, output), Is.EqualTo((1, output)));
        Assert.That(output, Does.Contain("[FAIL] force_logout").And.Contain("Results: 24 passed, 1 failed"));
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

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(Uri server, string scenario, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            typeof(Credentials).Assembly.Location, "--base-url", server.ToString(), "--user1", Coach, "--user2", Coachee, "--scenario", scenario, .. more,
        ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output, await errors);
    }

    private static Task<int> CountActionsAsync(PlatformServer server) => server.InDatabaseAsync(db => Task.FromResult(db.Actions.Count()));

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
        await app.StartAsync();
        return app;
    }
}
