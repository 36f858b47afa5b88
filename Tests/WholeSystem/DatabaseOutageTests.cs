using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.LoginSessions;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>What works in the background goes on by itself, and soon, when the database is back.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class DatabaseOutageTests
{
    [Test]
    public async Task Events_committed_while_the_outbox_could_not_be_read_flow_within_five_seconds([Values] bool withRedis)
    {
        await using var redis = withRedis ? await RedisServer.StartAsync() : null;
        var database = new UnwillingDatabase();
        using var server = PlatformServer.Start(redis?.Settings, replace: database.Replace);
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();

        database.Refuse(command => command.Contains("FROM \"Outbox\"", StringComparison.Ordinal));
        var sent = new List<Guid>();
        for (var i = 0; i < 3; i++)
            sent.Add((await coach.CreateActionAsync(DemoData.TodaysSessionId, $"a{i}")).GetProperty("id").GetGuid());
        await Eventually.TrueAsync(() => database.Refusals > 3, "it is tried again and again");
        database.Refuse(null);

        var received = new List<Guid>();
        await Eventually.TrueAsync(() =>
        {
            received.AddRange(stream.TakeAll().Select(live =>
                System.Text.Json.JsonDocument.Parse(live.Data).RootElement.GetProperty("data").GetProperty("action").GetProperty("id")
                    .GetGuid()));
            return received.Count >= 3;
        }, "the events arrive", seconds: 5);
        Assert.That(received, Is.EqualTo(sent));
    }

    [Test]
    public async Task The_sweeper_of_sessions_does_not_wait_for_another_interval()
    {
        var clock = new FakeTimeProvider();
        var scopes = new Mock<IServiceScopeFactory>();
        var attempts = 0;
        scopes.Setup(s => s.CreateScope()).Callback(() => Interlocked.Increment(ref attempts))
            .Throws(new InvalidOperationException("The database is away."));
        using var sweeper = new LoginSessionSweeper(
            scopes.Object, Options.Create(new SseOptions { KeepAlive = TimeSpan.FromMinutes(1) }), clock,
            NullLogger<LoginSessionSweeper>.Instance);
        await sweeper.StartAsync(CancellationToken.None);

        await AttemptsAsync(1, TimeSpan.FromSeconds(1));
        var first = clock.GetUtcNow();
        await AttemptsAsync(2, TimeSpan.FromMilliseconds(10));

        Assert.That(clock.GetUtcNow() - first, Is.LessThan(TimeSpan.FromSeconds(5)));
        await sweeper.StopAsync(CancellationToken.None);

        Task AttemptsAsync(int count, TimeSpan step) => Eventually.TrueAsync(() =>
        {
            if (Volatile.Read(ref attempts) >= count)
                return true;
            clock.Advance(step);
            return false;
        }, $"attempt {count}");
    }

    [TestCase("Server=db;Database=x", PoolBlockingPeriod.NeverBlock)]
    [TestCase("Server=db;Database=x;PoolBlockingPeriod=Auto", PoolBlockingPeriod.Auto)]
    [TestCase("Server=db;Database=x;Pool Blocking Period=AlwaysBlock", PoolBlockingPeriod.AlwaysBlock)]
    public void The_connection_pool_of_SQL_Server_does_not_prolong_an_outage_unless_it_is_told_to(string given, PoolBlockingPeriod expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Database:Provider"] = "SqlServer", ["ConnectionStrings:Database"] = given }).Build();
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddInfrastructure(configuration, "/")
            .BuildServiceProvider();
        using var scope = services.CreateScope();

        var used = new SqlConnectionStringBuilder(scope.ServiceProvider.GetRequiredService<AppDb>().Database.GetConnectionString());

        Assert.That(used.PoolBlockingPeriod, Is.EqualTo(expected));
        Assert.That(used.DataSource, Is.EqualTo("db"));
    }
}
