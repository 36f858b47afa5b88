using System.Data.Common;
using System.Net;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>A database that is busy, full or gone: the client is told to come back, and nothing is half done.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
[SqliteOnly("its file is taken away, locked and full")]
public sealed class DatabaseAwayTests
{
    private readonly AtOpening _atOpening = new();
    private TempFolder _folder = null!;
    private PlatformServer _server = null!;
    private Person _coach = null!;

    [SetUp]
    public async Task Start()
    {
        _atOpening.Sql = "";
        _folder = new TempFolder();
        _server = PlatformServer.Start(
            new Dictionary<string,
                string>
            { ["ConnectionStrings:Database"] = $"Data Source={_folder.File("coaching.db")};Default Timeout=1" }, _folder,
            services => services.ConfigureDbContext<SqliteAppDb>(options => options.AddInterceptors(_atOpening)));
        _coach = await _server.SignInAsync("coach@demo.test");
    }

    [TearDown]
    public void Stop()
    {
        _coach.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_full_disk_is_503_and_what_was_there_stays_readable()
    {
        _atOpening.Sql = "PRAGMA max_page_count = 1";   // SQLite takes the size it has: not a page more

        using var refused = await _coach.TrySendAsync(
            HttpMethod.Post, "/notes", new { coaching_session_id = DemoData.TodaysSessionId, body = new string('x', 90_000) });
        var notes = await _coach.SendAsync(HttpMethod.Get, $"/notes?coaching_session_id={DemoData.TodaysSessionId}");

        await ExpectUnavailableAsync(refused);
        Assert.That(notes.ToString(), Does.Not.Contain("xxx"));
    }

    [Test]
    public async Task A_database_that_somebody_else_keeps_busy_is_503()
    {
        _atOpening.Sql = "PRAGMA busy_timeout = 100";
        await using var other = new SqliteConnection($"Data Source={_folder.File("coaching.db")}");
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();   // IMMEDIATE: it is the only writer from now on

        using var refused = await _coach.TrySendAsync(
            HttpMethod.Post, "/actions", new { coaching_session_id = DemoData.TodaysSessionId, status = "NotStarted" });
        await transaction.RollbackAsync();
        using var again = await _coach.TrySendAsync(
            HttpMethod.Post, "/actions", new { coaching_session_id = DemoData.TodaysSessionId, status = "NotStarted" });

        await ExpectUnavailableAsync(refused, "busy");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task Without_its_database_the_server_is_healthy_and_not_ready_whatever_cookie_comes()
    {
        Directory.Move(_folder.Path, _folder.Path + "-away");
        _server.Services.GetRequiredService<SqliteConnectionPool>().Clear();   // connections that are open would go on
        try
        {
            using var healthy = await _coach.Http.GetAsync("/health");
            using var metrics = await _coach.Http.GetAsync("/metrics");
            using var webhook = await _coach.Http.PostAsync("/webhooks/recall_ai", null);
            using var ready = await _coach.Http.GetAsync("/health/ready");
            using var stream = await _coach.Http.GetAsync("/sse");

            using (Assert.EnterMultipleScope())
            {
                Assert.That((healthy.StatusCode, await healthy.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.OK, "healthy")));
                Assert.That((metrics.StatusCode, webhook.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
                Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
                // a browser's EventSource gives up for ever on any status but 200
                Assert.That((stream.StatusCode, stream.Content.Headers.ContentType?.ToString()), Is.EqualTo(
                    (HttpStatusCode.OK, "text/event-stream")));
                Assert.That(await stream.Content.ReadAsStringAsync(), Does.Match(@"\Aretry: [0-9]+\n\n\z"));
            }
            foreach (var (method,
                path) in new[] { ("GET", "/organizations"), ("POST", "/login"), ("DELETE", "/delete"), ("GET", "/nowhere") })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                if (path == "/login")
                    request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = "a@b.c", ["password"] = "x" });
                using var refused = await _coach.Http.SendAsync(request);
                await ExpectUnavailableAsync(refused);
            }
        }
        finally
        {
            Directory.Move(_folder.Path + "-away", _folder.Path);
        }
        await _coach.SendAsync(HttpMethod.Get, "/organizations");
    }

    private static async Task ExpectUnavailableAsync(HttpResponseMessage answer, string error = "unavailable")
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((answer.StatusCode, answer.Content.Headers.ContentType?.MediaType), Is.EqualTo(
            (HttpStatusCode.ServiceUnavailable, "application/problem+json")), text);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(JsonDocument.Parse(text).RootElement.GetProperty("error").GetString(), Is.EqualTo(error));
            Assert.That(answer.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
            Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False);
            Assert.That(text, Does.Not.Contain("SQL").IgnoreCase);
        }
    }

    /// <summary>Runs a statement on each connection that is taken from the pool.</summary>
    private sealed class AtOpening : DbConnectionInterceptor
    {
        private volatile string _sql = "";

        public string Sql
        {
            set => _sql = value;
        }

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = _sql;
            if (_sql.Length > 0)
                command.ExecuteNonQuery();
        }
    }
}
