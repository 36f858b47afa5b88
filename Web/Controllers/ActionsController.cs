using CoachingPlatform.Application.Actions;
using CoachingPlatform.Domain;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Controllers;

/// <summary>What was agreed to be done in a coaching session. Coach and coachee may do everything here; all others nothing.</summary>
[ApiController, Route("actions")]
public sealed class ActionsController(ActionService actions) : ControllerBase
{
    /// <summary>The actions of one session, by default in the order in which they were written down.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet]
    public Task<IReadOnlyList<ActionDto>> List([FromQuery(Name = "")] SessionActionFilter filter, CancellationToken ct) =>
        actions.ListAsync(filter, User.Id(), ct);

    /// <summary>One action.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such action.</response>
    [HttpGet("{id}")]
    public Task<ActionDto> Get(Guid id, CancellationToken ct) => actions.GetAsync(id, User.Id(), ct);

    /// <summary>Writes an action down; coach and coachee receive <c>action_created</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session or goal.</response>
    [HttpPost]
    [ProducesResponseType<ActionDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<ActionDto>> Create(CreateActionRequest request, CancellationToken ct)
    {
        var action = await actions.CreateAsync(request, User.Id(), ct);
        return Created($"{Request.PathBase}/actions/{action.Id}", action);
    }

    /// <summary>Replaces an action's content; coach and coachee receive <c>action_updated</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such action or goal.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpPut("{id}")]
    public Task<ActionDto> Update(Guid id, UpdateActionRequest request, CancellationToken ct) =>
        actions.UpdateAsync(id, request, User.Id(), ct);

    /// <summary>
    /// Changes an action's status; coach and coachee receive <c>action_updated</c>. The status may also stand in the query.
    /// </summary>
    /// <param name="id"></param>
    /// <param name="status">Counts where there is no body.</param>
    /// <param name="request"></param>
    /// <param name="ct"></param>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such action.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpPut("{id}/status")]
    public Task<ActionDto> ChangeStatus(
        Guid id,
        [FromQuery] ItemStatus? status,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ChangeActionStatusRequest? request,
        CancellationToken ct) =>
        actions.ChangeStatusAsync(
            id, request?.Status ?? status ?? throw new RuleException("A status is expected, in the body or in the query."), User.Id(), ct);

    /// <summary>Deletes an action; coach and coachee receive <c>action_deleted</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such action.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpDelete("{id}")]
    public async Task<DeletedDto> Delete(Guid id, CancellationToken ct)
    {
        await actions.DeleteAsync(id, User.Id(), ct);
        return new DeletedDto(id);
    }
}
