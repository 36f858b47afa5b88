using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Web.Controllers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.Features;

/// <summary>What operators and load balancers are told while something is wrong.</summary>
[Category("Features")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class HealthTests
{
    [TestCase(8, "ready")]
    [TestCase(12, "degraded")]
    public async Task A_server_whose_events_wait_for_more_than_ten_seconds_is_degraded_whatever_the_reason(int seconds, string expected)
    {
        using var server = PlatformServer.Start(replace: services =>
            services.Remove(services.Single(service => service.ImplementationType == typeof(OutboxDispatcher))));
        await server.InDatabaseAsync(db =>
        {
            new Outbox(db, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(-seconds)))
                .AddForEverybody(new CoachingSessionTitleUpdated(Guid.NewGuid()));
            return db.SaveChangesAsync();
        });
        using var http = server.Anonymous();

        var ready = (await http.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("data");

        Assert.That(ready.GetProperty("status").GetString(), Is.EqualTo(expected));
        Assert.That(ready.GetProperty("event_log_available").GetBoolean(), Is.True);
        Assert.That(ready.GetProperty("outbox_age_seconds").GetDouble(), Is.GreaterThanOrEqualTo(seconds));
    }

    [Test]
    public async Task A_server_whose_database_fails_is_alive_and_not_ready()
    {
        var database = new UnwillingDatabase();
        using var server = PlatformServer.Start(replace: database.Replace);
        using var http = server.Anonymous();

        database.Refuse(_ => true);
        using var answer = await http.GetAsync("/health/ready");
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(error.GetProperty("error").GetString(), Is.EqualTo("not_ready"));
        Assert.That(await http.GetStringAsync("/health"), Is.EqualTo("healthy"));

        database.Refuse(null);
        await http.GetStringAsync("/health/ready");
    }

    /// <summary>A database server that is gone, and one that takes the connection and says nothing.</summary>
    [Test]
    public async Task A_server_whose_database_does_not_answer_says_so_within_two_seconds([Values] bool accepts)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (!accepts)
            silent.Stop();
        await using var services = new ServiceCollection()
            .AddDbContext<AppDb, SqlServerAppDb>(
                options => options.UseSqlServer($"Server=127.0.0.1,{port};Database=x;User Id=x;Password=x;Connect Timeout=15"))
            .BuildServiceProvider();
        var context = new ActionContext { HttpContext = new DefaultHttpContext() };
        Task<ActionResult<ReadinessDto>> AskAsync() => new HealthController(NullLogger<HealthController>.Instance).Ready(
            services.GetRequiredService<IServiceScopeFactory>(), Moq.Mock.Of<IEventLog>(), TimeProvider.System, CancellationToken.None);
        await AskAsync();   // the first question builds the model, which takes what the machine takes
        var watch = Stopwatch.StartNew();

        var answer = await AskAsync();

        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        await answer.Result!.ExecuteResultAsync(context);
        Assert.That(context.HttpContext.Response.StatusCode, Is.EqualTo(StatusCodes.Status503ServiceUnavailable));
    }
}
