using CoachingPlatform.Application.CalendarFeeds;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Net.Http.Headers;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Calendars that programs subscribe to.</summary>
[ApiController]
public sealed class CalendarFeedsController(CalendarFeedService feeds) : ControllerBase
{
    /// <summary>The caller's secret calendar address; <c>data</c> is null when there is none.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("users/{id}/calendar")]
    public Task<CalendarFeedDto?> Get(Guid id, CancellationToken ct) => feeds.GetAsync(id, User.Id(), ct);

    /// <summary>Creates the caller's secret calendar address, or another one: the one before is good no more.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpPost("users/{id}/calendar")]
    public Task<CalendarFeedDto> Create(Guid id, CancellationToken ct) => feeds.CreateAsync(id, User.Id(), ct);

    /// <summary>Revokes it. Programs that subscribed find nothing any more.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpDelete("users/{id}/calendar")]
    public Task Revoke(Guid id, CancellationToken ct) => feeds.RevokeAsync(id, User.Id(), ct);

    /// <summary>
    /// The calendar behind a secret address, for programs: the owner's sessions of the last 90 days and the next 365. With the ETag of an
    /// earlier answer in <c>If-None-Match</c> it is not sent again.
    /// </summary>
    /// <param name="secret">From the address.</param>
    /// <response code="304">Nothing has changed.</response>
    /// <response code="404">There is no such address, or it was revoked.</response>
    /// <response code="429">More than 60 times in a row from one address (<c>rate_limited</c>).</response>
    [HttpGet("calendar/{secret}.ics"), AllowAnonymous, AnyVersion, EnableRateLimiting(AddressLimits.CalendarFeed), Produces("text/calendar")]
    [ProducesResponseType<string>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Read(string secret, CancellationToken ct)
    {
        var known = Request.GetTypedHeaders().IfNoneMatch.Select(tag => tag.Tag.Value?.Trim('"')).FirstOrDefault();
        var file = await feeds.ReadAsync(secret, known, ct);
        var headers = Response.GetTypedHeaders();
        headers.ETag = new EntityTagHeaderValue($"\"{file.ETag}\"", isWeak: true);
        headers.LastModified = new DateTimeOffset(file.LastModified, TimeSpan.Zero);
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = true };
        return file.Text is null ? StatusCode(StatusCodes.Status304NotModified) : Content(file.Text, "text/calendar; charset=utf-8");
    }
}
