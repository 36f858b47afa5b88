using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Web.Errors;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>For operators and their load balancers.</summary>
[ApiController, Route("health"), AllowAnonymous, AnyVersion]
public sealed partial class HealthController(ILogger<HealthController> logger) : ControllerBase
{
    /// <summary>While everything works no event waits that long.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(10);

    /// <summary>Leaves room for the answer, which load balancers get within 2 s.</summary>
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>The process answers; nothing else is checked.</summary>
    [HttpGet, Produces("text/plain")]
    [ProducesResponseType<string>(StatusCodes.Status200OK)]
    public ContentResult Get() => Content("healthy", "text/plain");

    /// <summary>
    /// Whether the server can do its work. While requests succeed and events wait, because Redis, where it is set, is away or for
    /// whatever reason, it is degraded: still 200, because taking the server out of service would help nobody.
    /// </summary>
    /// <response code="503">The database does not answer within 1.5 s.</response>
    [HttpGet("ready")]
    public async Task<ActionResult<ReadinessDto>> Ready(
        [FromServices] IServiceScopeFactory scopes, [FromServices] IEventLog log, [FromServices] TimeProvider clock, CancellationToken ct)
    {
        DateTime? oldest;
        try
        {
            var limit = new CancellationTokenSource(DatabaseTimeout, clock);
            oldest = await Task.Run(() => OldestWaitingAsync(scopes, limit.Token), ct).WaitAsync(DatabaseTimeout, clock, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogNotReady(error.GetBaseException().Message);
            return new ErrorResult(StatusCodes.Status503ServiceUnavailable, "not_ready", "The database does not answer.");
        }
        var age = oldest is { } since && clock.UtcNow() - since is { Ticks: > 0 } waited ? waited : TimeSpan.Zero;
        return new ReadinessDto(
            log.IsAvailable && age <= LongWait ? ReadinessStatus.Ready : ReadinessStatus.Degraded, log.IsAvailable, age.TotalSeconds);
    }

    /// <summary>
    /// A unit of work of its own: a database that hangs may keep it for longer than this request lasts, and its thread too.
    /// </summary>
    private static async Task<DateTime?> OldestWaitingAsync(IServiceScopeFactory scopes, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDb>().OldestWaitingAsync(ct);
    }

    [LoggerMessage(32, LogLevel.Warning, "Not ready, because the database does not answer: {Reason}")]
    private partial void LogNotReady(string reason);
}
