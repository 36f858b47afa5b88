using System.Net;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Tests.Features;

/// <summary>An operator reads one line for what is wrong, and none for what is not.</summary>
[Category("Features")]
public sealed class DatabaseLogTests
{
    private readonly UnwillingDatabase _database = new();
    private CapturedLog _log = null!;
    private PlatformServer _server = null!;
    private Person _coach = null!;

    [SetUp]
    public async Task Start()
    {
        _log = new CapturedLog();
        _server = PlatformServer.Start(replace: services =>
        {
            _database.Replace(services);
            services.AddSingleton<ILoggerProvider>(_log);
        });
        _coach = await _server.SignInAsync("coach@demo.test");
    }

    [TearDown]
    public void Stop()
    {
        _database.Refuse(null);
        _coach.Dispose();
        _server.Dispose();
        _log.Dispose();
    }

    [Test]
    public async Task Two_who_make_the_same_thing_at_once_are_no_failure()
    {
        _database.Refuse(command => command.Contains("CalendarFeeds", StringComparison.Ordinal)
            && command.Contains("INSERT", StringComparison.Ordinal), UnwillingDatabase.Duplicate);

        using var answer = await _coach.TrySendAsync(HttpMethod.Post, $"/users/{_coach.Id}/calendar");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(Failures(), Is.Empty);
    }

    [TestCase("SELECT", "Organizations", "GET", "/organizations")]
    [TestCase("INSERT", "Actions", "POST", "/actions")]
    public async Task A_database_that_is_of_no_use_is_one_warning_with_the_reason(string statement, string table, string method, string path)
    {
        _database.Refuse(command => command.Contains(statement, StringComparison.Ordinal)
            && command.Contains(table, StringComparison.Ordinal));

        using var answer = await _coach.TrySendAsync(
            HttpMethod.Parse(method), path,
            method == "POST" ? new { coaching_session_id = DemoData.TodaysSessionId, body = "x", status = "NotStarted" } : null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(Failures(), Has.Count.EqualTo(1).And.All.StartsWith($"Warning: {method} {path} was refused").And.All.Contains("disk I/O error"));
    }

    [Test]
    public async Task A_server_that_is_not_ready_says_why()
    {
        _database.Refuse(_ => true);

        using var answer = await _coach.Http.GetAsync("/health/ready");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(Failures(), Has.Some.StartsWith("Warning: Not ready").And.Some.Contains("disk I/O error"));
    }

    /// <summary>What has to do with a request.</summary>
    private List<string> Failures() => _log.Lines.Where(line =>
        (line.StartsWith("Warning", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal))
        && line.Contains("RequestPath", StringComparison.Ordinal)).ToList();
}
