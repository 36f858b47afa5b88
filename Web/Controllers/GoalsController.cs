using CoachingPlatform.Application.Goals;
using CoachingPlatform.Domain;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Controllers;

/// <summary>What a coachee works towards. Coach and coachee may do everything here; all others nothing.</summary>
[ApiController, Route("goals")]
public sealed class GoalsController(GoalService goals, GoalProgressService progress) : ControllerBase
{
    /// <summary>The goals of one relationship, by default in the order in which they were set.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such relationship.</response>
    [HttpGet]
    public Task<IReadOnlyList<GoalDto>> List([FromQuery(Name = "")] RelationshipGoalFilter filter, CancellationToken ct) =>
        goals.ListAsync(filter, User.Id(), ct);

    /// <summary>One goal.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such goal.</response>
    [HttpGet("{id}")]
    public Task<GoalDto> Get(Guid id, CancellationToken ct) => goals.GetAsync(id, User.Id(), ct);

    /// <summary>
    /// Sets a goal; coach and coachee receive <c>goal_created</c>. One that is set in a session is linked to it and is in
    /// progress, whatever status was sent.
    /// </summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such relationship, or no such session in it.</response>
    /// <response code="409">Three goals are in progress already (<c>conflict</c>); <c>details</c> lists them.</response>
    /// <response code="422">A value breaks a rule, or a goal that is over is to be linked (<c>cannot_link_completed_goal</c>).</response>
    [HttpPost]
    [ProducesResponseType<GoalDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<GoalDto>> Create(CreateGoalRequest request, CancellationToken ct)
    {
        var goal = await goals.CreateAsync(request, User.Id(), ct);
        return Created($"{Request.PathBase}/goals/{goal.Id}", goal);
    }

    /// <summary>Replaces a goal's content; coach and coachee receive <c>goal_updated</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such goal.</response>
    /// <response code="409">Three goals are in progress already (<c>conflict</c>); <c>details</c> lists them.</response>
    [HttpPut("{id}")]
    public Task<GoalDto> Update(Guid id, UpdateGoalRequest request, CancellationToken ct) => goals.UpdateAsync(id, request, User.Id(), ct);

    /// <summary>Changes a goal's status; coach and coachee receive <c>goal_updated</c>. The status may also stand in the query.</summary>
    /// <param name="id"></param>
    /// <param name="status">Counts where there is no body.</param>
    /// <param name="request"></param>
    /// <param name="ct"></param>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such goal.</response>
    /// <response code="409">Three goals are in progress already (<c>conflict</c>); <c>details</c> lists them.</response>
    [HttpPut("{id}/status")]
    public Task<GoalDto> ChangeStatus(
        Guid id,
        [FromQuery] ItemStatus? status,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ChangeGoalStatusRequest? request,
        CancellationToken ct) =>
        goals.ChangeStatusAsync(
            id, request?.Status ?? status ?? throw new RuleException("A status is expected, in the body or in the query."), User.Id(), ct);

    /// <summary>Deletes a goal and its links to sessions; coach and coachee receive <c>goal_deleted</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such goal.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpDelete("{id}")]
    public async Task<DeletedDto> Delete(Guid id, CancellationToken ct)
    {
        await goals.DeleteAsync(id, User.Id(), ct);
        return new DeletedDto(id);
    }

    /// <summary>How a goal is coming along.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such goal.</response>
    [HttpGet("{id}/progress")]
    public Task<GoalProgressDto> GetProgress(Guid id, CancellationToken ct) => progress.GetAsync(id, User.Id(), ct);

    /// <summary>The links of a goal to sessions.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such goal.</response>
    [HttpGet("{id}/sessions")]
    public Task<IReadOnlyList<CoachingSessionGoalDto>> ListLinks(Guid id, CancellationToken ct) => goals.ListLinksAsync(id, User.Id(), ct);
}
