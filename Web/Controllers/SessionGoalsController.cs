using CoachingPlatform.Application.Goals;
using CoachingPlatform.Domain;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Which goals are worked on in which session.</summary>
[ApiController, Route("coaching_sessions")]
public sealed class SessionGoalsController(SessionGoalService goals) : ControllerBase
{
    /// <summary>The goals of several sessions, by session id: of all sessions of a relationship, or of those listed.</summary>
    /// <param name="relationshipId">Either this one …</param>
    /// <param name="sessionIds">… or this one: ids with commas between them.</param>
    /// <response code="403">The caller is not part of one of them.</response>
    /// <response code="404">No such relationship, or one of the sessions does not exist.</response>
    [HttpGet("goals")]
    public Task<SessionGoalsDto> ListBatch(
        [FromQuery(Name = "coaching_relationship_id")] Guid? relationshipId,
        [FromQuery(Name = "coaching_session_ids")] IReadOnlySet<Guid>? sessionIds,
        CancellationToken ct) => (relationshipId, sessionIds) switch
        {
            ({ } id, null) => goals.ListOfRelationshipAsync(id, User.Id(), ct),
            (null, { } ids) => goals.ListOfSessionsAsync(ids, User.Id(), ct),
            _ => throw new BadRequestException("Exactly one of coaching_relationship_id and coaching_session_ids is expected."),
        };

    /// <summary>The goals of one session, whatever their status.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet("{sessionId}/goals")]
    public Task<IReadOnlyList<GoalDto>> List(Guid sessionId, CancellationToken ct) => goals.ListAsync(sessionId, User.Id(), ct);

    /// <summary>
    /// Works on a goal in a session; coach and coachee receive <c>coaching_session_goal_created</c>, and <c>goal_updated</c>
    /// when the goal is put in progress by it.
    /// </summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session, or no such goal in its relationship.</response>
    /// <response code="409">
    /// It is linked already (<c>goal_already_linked_to_session</c>), or three goals are in progress already (<c>conflict</c>).
    /// </response>
    /// <response code="422">The goal is over (<c>cannot_link_completed_goal</c>).</response>
    [HttpPost("{sessionId}/goals")]
    [ProducesResponseType<CoachingSessionGoalDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CoachingSessionGoalDto>> Link(Guid sessionId, LinkGoalRequest request, CancellationToken ct)
    {
        var link = await goals.LinkAsync(sessionId, request.GoalId, User.Id(), ct);
        return Created($"{Request.PathBase}/coaching_sessions/{sessionId}/goals", link);
    }

    /// <summary>
    /// Takes a goal out of a session; coach and coachee receive <c>coaching_session_goal_deleted</c>. The goal keeps its status.
    /// </summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session, or the goal is not linked to it.</response>
    [HttpDelete("{sessionId}/goals/{goalId}")]
    public async Task<UnlinkedDto> Unlink(Guid sessionId, Guid goalId, CancellationToken ct)
    {
        await goals.UnlinkAsync(sessionId, goalId, User.Id(), ct);
        return new UnlinkedDto(goalId);
    }
}
