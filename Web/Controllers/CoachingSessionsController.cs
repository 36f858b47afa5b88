using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>The meetings of a coach and a coachee.</summary>
[ApiController, Route("coaching_sessions")]
public sealed class CoachingSessionsController(CoachingSessionService sessions, UserSessionService userSessions) : ControllerBase
{
    /// <summary>The sessions of one relationship in a span of days.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such relationship.</response>
    [HttpGet]
    public Task<IReadOnlyList<CoachingSessionListItemDto>> List(
        [FromQuery(Name = "")] CoachingSessionFilter filter, CancellationToken ct) =>
        sessions.ListAsync(filter, User.Id(), ct);

    /// <summary>One session.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet("{id}")]
    public Task<CoachingSessionDto> Get(Guid id, CancellationToken ct) => sessions.GetAsync(id, User.Id(), ct);

    /// <summary>
    /// Arranges a session; coach and coachee receive <c>coaching_session_created</c>, then one
    /// <c>coaching_session_goal_created</c> for each goal in progress, and <c>topics_changed</c> when held topics move into it.
    /// Only the coach may.
    /// </summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such relationship.</response>
    /// <response code="409">The organization is archived (<c>organization_archived</c>).</response>
    [HttpPost]
    [ProducesResponseType<CoachingSessionDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CoachingSessionDto>> Create(CreateCoachingSessionRequest request, CancellationToken ct)
    {
        var session = await sessions.CreateAsync(request, User.Id(), ct);
        return Created($"{Request.PathBase}/coaching_sessions/{session.Id}", session);
    }

    /// <summary>
    /// Moves a session or changes its length, title or meeting address; coach and coachee receive
    /// <c>coaching_session_updated</c>. Only the coach may.
    /// </summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such session.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpPut("{id}")]
    public Task<CoachingSessionDto> Update(Guid id, UpdateCoachingSessionRequest request, CancellationToken ct) =>
        sessions.UpdateAsync(id, request, User.Id(), ct);

    /// <summary>Names a session; coach and coachee receive <c>coaching_session_title_updated</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpPatch("{id}/title")]
    public Task<CoachingSessionDto> Rename(Guid id, RenameCoachingSessionRequest request, CancellationToken ct) =>
        sessions.RenameAsync(id, request, User.Id(), ct);

    /// <summary>Remembers that the caller looks at the session now, and says when they did before.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpPost("{id}/view")]
    public Task<SessionViewDto> MarkViewed(Guid id, CancellationToken ct) => userSessions.ViewAsync(id, User.Id(), ct);

    /// <summary>
    /// Deletes a session in which nothing was written down; coach and coachee receive <c>coaching_session_deleted</c>. Only the
    /// coach may.
    /// </summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such session.</response>
    /// <response code="409">It still has actions, agreements or notes (<c>session_not_empty</c>); <c>details</c> counts them.</response>
    [HttpDelete("{id}")]
    public async Task<DeletedDto> Delete(Guid id, CancellationToken ct)
    {
        await sessions.DeleteAsync(id, User.Id(), ct);
        return new DeletedDto(id);
    }
}
