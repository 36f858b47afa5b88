using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>Another process (a backup, somebody with a tool) keeps the database's write lock.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
[SqliteOnly("its lock of the whole file")]
public sealed class DatabaseLockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Test]
    public async Task While_another_process_writes_everything_goes_on_that_writes_nothing()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(
            folder, environment: new Dictionary<string, string> { ["Sse__KeepAlive"] = "00:00:01" });
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();
        await WriteAsync(coach, "before it");
        await coach.SendAsync(HttpMethod.Get, "/organizations");
        await coach.Http.GetAsync("/health/ready");   // what is asked for the first time takes longer
        await stream.NextAsync("action_created");
        await using var foreign = await ForeignWriter.BeginAsync(folder.File("coaching.db"));
        await foreign.AgeSessionsAsync();   // so that each request would like to move its session's expiry on
        var comments = stream.Parser.Comments;

        var writes = Task.WhenAll(Enumerable.Range(0, 130).Select(i => WriteAsync(coach, $"action {i}")));
        var slowest = TimeSpan.Zero;
        do
        {
            var watch = Stopwatch.StartNew();
            using (var health = await coach.Http.GetAsync("/health/ready"))
                Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            await coach.SendAsync(HttpMethod.Get, "/organizations");
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }
        while (!writes.IsCompleted);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(slowest, Is.LessThan(Patience));
            Assert.That((await writes).Distinct(), Is.EqualTo(new[] { (503, "busy", 5.0) }));
            Assert.That(stream.Parser.Comments, Is.GreaterThan(comments), "the stream lives");
        }
        await foreign.EndAsync();
        await Eventually.TrueAsync(async () => (await WriteAsync(coach, "after it")).Status == 201, "writing works again", seconds: 30);
        await stream.SkipToAsync("action_created");
        await Eventually.TrueAsync(() => foreign.HasFreshSessionAsync(), "the session lasts longer");
    }

    [Test]
    public async Task Writers_of_the_same_moment_wait_for_each_other_and_all_succeed()
    {
        using var coach = await SharedServer.Instance.SignInAsync("coach@demo.test");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => WriteAsync(coach, $"action {i}")));

        Assert.That(statuses.Select(answer => answer.Status), Has.All.EqualTo(201));
    }

    private static async Task<(int Status, string? Error, double? RetryAfter)> WriteAsync(Person person, string body)
    {
        using var answer = await person.TrySendAsync(
            HttpMethod.Post, "/actions", new { coaching_session_id = DemoData.TodaysSessionId, body, status = "NotStarted" });
        if (answer.IsSuccessStatusCode)
            return ((int)answer.StatusCode, null, null);
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)answer.StatusCode, error.GetProperty("error").GetString(), answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    /// <summary>A write transaction of this process, which is not the server's.</summary>
    private sealed class ForeignWriter : IAsyncDisposable
    {
        private readonly SqliteConnection _connection;
        private SqliteTransaction? _transaction;

        private ForeignWriter(SqliteConnection connection) => _connection = connection;

        public static async Task<ForeignWriter> BeginAsync(string file)
        {
            var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            await connection.OpenAsync();
            return new ForeignWriter(connection) { _transaction = connection.BeginTransaction() };
        }

        /// <summary>Committed at once, and the lock taken again: sessions are an hour closer to their end.</summary>
        public async Task AgeSessionsAsync()
        {
            await ExecuteAsync("UPDATE LoginSessions SET ExpiresAt = strftime('%Y-%m-%d %H:%M:%f', ExpiresAt, '-1 hour')");
            await _transaction!.CommitAsync();
            await _transaction.DisposeAsync();
            _transaction = _connection.BeginTransaction();
        }

        public async Task EndAsync()
        {
            await _transaction!.DisposeAsync();
            _transaction = null;
        }

        public async Task<bool> HasFreshSessionAsync() =>
            (long)(await ExecuteAsync("SELECT COUNT(*) FROM LoginSessions WHERE ExpiresAt > datetime('now', '+1430 minutes')"))! > 0;

        public async ValueTask DisposeAsync()
        {
            if (_transaction is not null)
                await _transaction.DisposeAsync();
            await _connection.DisposeAsync();
        }

        private async Task<object?> ExecuteAsync(string sql)
        {
            await using var command = _connection.CreateCommand();
            (command.CommandText, command.Transaction) = (sql, _transaction);
            return await command.ExecuteScalarAsync();
        }
    }
}
