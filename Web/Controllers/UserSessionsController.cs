using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>The sessions of one user in all organizations. Only that user may ask.</summary>
[ApiController, Route("users/{userId}/coaching_sessions")]
public sealed class UserSessionsController(UserSessionService sessions) : ControllerBase
{
    /// <summary>The caller's sessions as coach or coachee, with what is asked for beside them.</summary>
    /// <response code="400">A part of the request cannot be read, or there is no such time zone (<c>invalid_timezone</c>).</response>
    /// <response code="403">It is somebody else's id.</response>
    /// <response code="422">The organization is asked for without the relationship.</response>
    [HttpGet]
    public Task<IReadOnlyList<UserSessionDto>> List(Guid userId, [FromQuery(Name = "")] UserSessionFilter filter, CancellationToken ct) =>
        sessions.ListAsync(userId, filter, User.Id(), ct);

    /// <summary>How many sessions the caller has in each month, as the caller's calendar shows it.</summary>
    /// <response code="400">A part of the request cannot be read, or there is no such time zone (<c>invalid_timezone</c>).</response>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("counts")]
    public Task<SessionCountsDto> Count(Guid userId, [FromQuery(Name = "")] UserSessionCountFilter filter, CancellationToken ct) =>
        sessions.CountByMonthAsync(userId, filter, User.Id(), ct);
}
