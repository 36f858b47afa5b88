using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Who coaches whom in an organization.</summary>
[ApiController, Route("organizations/{organizationId}/coaching_relationships")]
public sealed class CoachingRelationshipsController(
    CoachingRelationshipService relationships, ActionListService actions, GoalProgressService progress) : ControllerBase
{
    /// <summary>All relationships for those who run the organization, their own for its other members.</summary>
    /// <response code="403">The caller does not belong to the organization.</response>
    /// <response code="404">No such organization.</response>
    [HttpGet]
    public Task<IReadOnlyList<CoachingRelationshipDto>> List(
        Guid organizationId, [FromQuery(Name = "")] CoachingRelationshipFilter filter, CancellationToken ct) =>
        relationships.ListAsync(organizationId, filter, User.Id(), ct);

    /// <summary>One relationship, for its coach and its coachee.</summary>
    /// <response code="403">The caller is neither.</response>
    /// <response code="404">No such relationship in this organization.</response>
    [HttpGet("{relationshipId}")]
    public Task<CoachingRelationshipDto> Get(Guid organizationId, Guid relationshipId, CancellationToken ct) =>
        relationships.GetAsync(organizationId, relationshipId, User.Id(), ct);

    /// <summary>How the goals of one relationship are coming along.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such relationship in this organization.</response>
    [HttpGet("{relationshipId}/goal_progress")]
    public Task<GoalProgressListDto> ListGoalProgress(
        Guid organizationId, Guid relationshipId, [FromQuery(Name = "")] GoalProgressFilter filter, CancellationToken ct) =>
        progress.ListAsync(organizationId, relationshipId, filter, User.Id(), ct);

    /// <summary>The actions of one relationship: all for the coach, their own and those of nobody for the coachee.</summary>
    /// <response code="403">The caller is neither, or a coachee who asks for somebody else (<c>forbidden_assignee_scope</c>).</response>
    /// <response code="404">No such organization, or no such relationship in it.</response>
    [HttpGet("{relationshipId}/actions")]
    public Task<IReadOnlyList<ActionDto>> ListActions(
        Guid organizationId, Guid relationshipId, [FromQuery(Name = "")] RelationshipActionFilter filter, CancellationToken ct) =>
        actions.ListOfRelationshipAsync(organizationId, relationshipId, filter, User.Id(), ct);

    /// <summary>The actions of all relationships of the caller in the organization, by coachee.</summary>
    /// <response code="403">
    /// The caller does not belong to the organization, or coaches nobody in it and asks for somebody else
    /// (<c>forbidden_assignee_scope</c>).
    /// </response>
    /// <response code="404">No such organization.</response>
    [HttpGet("actions")]
    public Task<CoacheeActionsDto> ListAllActions(
        Guid organizationId, [FromQuery(Name = "")] RelationshipActionFilter filter, CancellationToken ct) =>
        actions.ListOfOrganizationAsync(organizationId, filter, User.Id(), ct);

    /// <summary>Relates a coach and a coachee. A pair that is related already gets its existing relationship back.</summary>
    /// <response code="403">The caller does not run the organization.</response>
    /// <response code="404">No such organization, coach or coachee.</response>
    /// <response code="409">
    /// One person twice or somebody from outside (<c>conflict</c>), or the organization is archived (<c>organization_archived</c>).
    /// </response>
    [HttpPost]
    [ProducesResponseType<CoachingRelationshipDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<CoachingRelationshipDto>> Create(
        Guid organizationId, CreateCoachingRelationshipRequest request, CancellationToken ct)
    {
        var relationship = await relationships.CreateAsync(organizationId, request, User.Id(), ct);
        return Created($"{Request.PathBase}/organizations/{organizationId}/coaching_relationships/{relationship.Id}", relationship);
    }
}
