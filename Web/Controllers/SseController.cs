using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Sse;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web.Controllers;

/// <summary>The live channel.</summary>
[ApiController, AnyVersion]
public sealed class SseController(ISseBroadcaster broadcaster, IOptions<SseOptions> options) : ControllerBase
{
    /// <summary>
    /// Opens the caller's stream of events. It stays open until the client leaves or the login session ends, and is silent
    /// but for a comment every 15 s. A client that comes back with <c>Last-Event-ID</c> gets what it missed.
    /// </summary>
    /// <param name="lastEventId">Id of the last event received; browsers send it by themselves.</param>
    /// <param name="aborted"></param>
    [HttpGet("sse")]
    public async Task Stream([FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken aborted)
    {
        Response.ContentType = "text/event-stream";
        Response.Headers.CacheControl = "no-cache";
        Response.Headers["X-Accel-Buffering"] = "no";   // nginx passes on what it gets, as it gets it

        HttpContext.DetectWithin(options.Value.KeepAlive);

        var connection = broadcaster.Connect(LoginSessionService.ClientOf(User.Session()!), lastEventId);
        try
        {
            await connection.PumpAsync(ChunkWriter.For(HttpContext, options.Value.KeepAlive), aborted);
        }
        finally
        {
            broadcaster.Disconnect(connection);
        }
        if (connection.CloseReason is SseCloseReason.TooSlow)
            HttpContext.Abort();   // it would not read a proper end either
    }
}
