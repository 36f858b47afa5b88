using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;
using CoachingPlatform.Domain.Agreements;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Goals;
using CoachingPlatform.Domain.Notes;
using CoachingPlatform.Domain.Topics;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.LoginSessions;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Infrastructure.Reminders;
using CoachingPlatform.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Tests.Features;

/// <summary>No list runs more SQL statements because it has more rows, or reads rows that have nothing to do with it.</summary>
[Category("Features")]
[SqliteOnly("its plans of queries")]
public sealed partial class QueryCountTests
{
    private readonly StatementCounter _counter = new();
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, int> _statementsWithFewRows = [];

    private static readonly string[] Lists =
    [
        "/actions?coaching_session_id={session}",
        "/agreements?coaching_session_id={session}",
        "/notes?coaching_session_id={session}",
        "/goals?coaching_relationship_id={relationship}",
        "/coaching_sessions?coaching_relationship_id={relationship}&from_date=2000-01-01&to_date=2100-01-01",
        "/coaching_session_series?coaching_relationship_id={relationship}",
        "/coaching_session_series/{series}",
        "/coaching_sessions/{session}/topics",
        "/coaching_sessions/{session}/goals",
        "/coaching_sessions/goals?coaching_relationship_id={relationship}",
        "/users/{coach}/actions",
        "/users/{coach}/goals",
        "/users/{coach}/organizations",
        "/users/{coach}/coaching-relationships",
        "/users/{coach}/coaching_sessions?include=relationship,organization,goal,agreements,topics",
        "/users/{coach}/coaching_sessions/counts?from_date=2000-01-01&to_date=2100-01-01&group_by=month&tz=Europe/Oslo",
        "/organizations",
        "/organizations/{organization}/users",
        "/organizations/{organization}/coaching_relationships",
        "/organizations/{organization}/coaching_relationships/actions",
        "/organizations/{organization}/coaching_relationships/{relationship}/actions",
        "/organizations/{organization}/coaching_relationships/{relationship}/goal_progress",
    ];

    [OneTimeSetUp]
    public async Task MeasureWithFewRowsThenAddMany()
    {
        _server = PlatformServer.Start(replace: services =>
        {
            services.AddDatabaseInterceptor(_counter);
            // their queries are not the request's
            foreach (var background in new[]
            {
                typeof(OutboxDispatcher), typeof(MailSender), typeof(LoginSessionSweeper), typeof(RecipientIndexer), typeof(ReminderSweep),
            })
                services.Remove(services.Single(service => service.ImplementationType == background));
        });
        _coach = await _server.SignInAsync("coach@demo.test");
        var session = await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{DemoData.TodaysSessionId}");
        _names["session"] = DemoData.TodaysSessionId.ToString();
        _names["relationship"] = session.GetProperty("coaching_relationship_id").ToString();
        _names["coach"] = _coach.Id.ToString();
        _names["organization"] = (await _coach.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").ToString();
        _names["series"] = (await _coach.SendAsync(HttpMethod.Post, "/coaching_session_series", new
        {
            coaching_relationship_id = _names["relationship"],
            start_at = "2029-01-01",
            recurrence = new { frequency = "daily", count = 10 },
        })).GetProperty("series").GetProperty("id").ToString();
        foreach (var list in Lists)
            _statementsWithFewRows[list] = await CountAsync(list);
        await AddRowsAsync(200);
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_session_series/{_names["series"]}", new
        {
            start_at = "2029-01-01",
            recurrence = new { frequency = "daily", count = 210 },
        });
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _coach.Dispose();
        _server.Dispose();
    }

    [TestCaseSource(nameof(Lists))]
    public async Task A_list_with_two_hundred_rows_more_runs_as_many_statements(string list) =>
        Assert.That(await CountAsync(list), Is.EqualTo(_statementsWithFewRows[list]).And.LessThan(12));

    /// <summary>
    /// What is read is found by an index, so that a list costs what it returns, however large the platform is. Organizations are few: their
    /// list may look at each.
    /// </summary>
    [TestCaseSource(nameof(Lists))]
    public async Task A_list_reads_through_no_table(string list)
    {
        _counter.Scans.Clear();
        await CountAsync(list);
        Assert.That(_counter.Scans.Where(scan => !scan.Contains("FROM \"Organizations\" AS \"o\"\nWHERE", StringComparison.Ordinal)), Is.Empty);
    }

    private async Task<int> CountAsync(string list)
    {
        var path = _names.Aggregate(list, (filled, name) => filled.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));
        var before = _counter.Count;
        await _coach.SendAsync(HttpMethod.Get, path);
        return _counter.Count - before;
    }

    private Task<int> AddRowsAsync(int count) => _server.InDatabaseAsync(async db =>
    {
        var (session, relationship) = (DemoData.TodaysSessionId, Guid.Parse(_names["relationship"]));
        for (var i = 0; i < count; i++)
        {
            var now = DateTime.UnixEpoch.AddDays(365 * 60 + i);
            var goal = Goal.Create(relationship, session, _coach.Id, $"goal {i}", "", ItemStatus.OnHold, null, now);
            var another = CoachingSession.Create(relationship, now, 60, null, null, null, "d", now);
            var member = User.Create($"member{i}@demo.test", "M", "M", "UTC", now);
            db.AddRange(
                member, UserRole.Member(member.Id, Guid.Parse(_names["organization"]), Role.User, now),
                goal, another, CoachingSessionGoal.Create(session, goal.Id, now), CoachingSessionGoal.Create(another.Id, goal.Id, now),
                ActionItem.Create(session, goal.Id, _coach.Id, "a", null, ItemStatus.NotStarted, [_coach.Id], now),
                Agreement.Create(session, _coach.Id, "a", now), Note.Create(session, _coach.Id, "n", now),
                Topic.Create(session, _coach.Id, "t", null, i, now), Topic.Create(another.Id, _coach.Id, "t", null, i, now),
                CoachingSessionSeries.Create(
                    relationship, new SeriesRule(now, new Recurrence(RecurrenceFrequency.Daily, 1, null, 1, null), 60), _coach.Id, now));
        }
        return await db.SaveChangesAsync();
    });

    private sealed partial class StatementCounter : DbCommandInterceptor
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        /// <summary>Tables that a statement read from end to end, and the statement.</summary>
        public ConcurrentQueue<string> Scans { get; } = [];

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            await using var explain = command.Connection!.CreateCommand();
            explain.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
            explain.Transaction = command.Transaction;
            foreach (SqliteParameter parameter in command.Parameters)
                explain.Parameters.Add(new SqliteParameter(parameter.ParameterName, parameter.Value));
            await using var plan = await explain.ExecuteReaderAsync(cancellationToken);
            while (await plan.ReadAsync(cancellationToken))
            {
                var scan = Scan().Match(plan.GetString(3));
                if (scan.Success && command.CommandText.Contains($"\" AS \"{scan.Groups["alias"].Value}\"", StringComparison.Ordinal))
                    Scans.Enqueue($"{plan.GetString(3)}: {command.CommandText}");
            }
            return result;
        }

        [GeneratedRegex("^SCAN (?<alias>[a-z][a-z0-9]*)( USING |$)")]
        private static partial Regex Scan();

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return ValueTask.FromResult(result);
        }
    }
}
