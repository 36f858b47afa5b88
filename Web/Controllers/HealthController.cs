using System.Text.Json.Serialization;
using CoachingPlatform.Application.Wire;
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
public sealed class HealthController : ControllerBase
{
    /// <summary>The process answers; nothing else is checked.</summary>
    [HttpGet, Produces("text/plain")]
    [ProducesResponseType<string>(StatusCodes.Status200OK)]
    public ContentResult Get() => Content("healthy", "text/plain");

    /// <summary>
    /// Whether the server can do its work. Without Redis, where it is set, requests succeed and events wait: that is degraded, and
    /// still 200, because taking the server out of service would help nobody.
    /// </summary>
    /// <response code="503">The database does not answer.</response>
    [HttpGet("ready")]
    public async Task<ActionResult<ReadinessDto>> Ready(
        [FromServices] AppDb db, [FromServices] IEventLog log, [FromServices] TimeProvider clock, CancellationToken ct)
    {
        if (!await db.Database.CanConnectAsync(ct))
            return new ErrorResult(StatusCodes.Status503ServiceUnavailable, "not_ready", "The database does not answer.");
        var oldest = await db.OldestWaitingAsync(ct);
        return new ReadinessDto(
            log.IsAvailable ? ReadinessStatus.Ready : ReadinessStatus.Degraded,
            log.IsAvailable,
            oldest is { } since ? Math.Max(0, (clock.UtcNow() - since).TotalSeconds) : 0);
    }
}

public enum ReadinessStatus
{
    [JsonStringEnumMemberName("ready")] Ready,

    /// <summary>Everything works but the live channel: events wait.</summary>
    [JsonStringEnumMemberName("degraded")] Degraded,
}

/// <param name="EventLogAvailable">False while Redis, where it is set, does not answer.</param>
/// <param name="OutboxAgeSeconds">How long the oldest event has waited to be sent; 0 when none waits.</param>
public sealed record ReadinessDto(ReadinessStatus Status, bool EventLogAvailable, double OutboxAgeSeconds);
