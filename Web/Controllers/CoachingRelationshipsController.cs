using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Who coaches whom in an organization.</summary>
[ApiController, Route("organizations/{organizationId}/coaching_relationships")]
public sealed class CoachingRelationshipsController(CoachingRelationshipService relationships) : ControllerBase
{
    /// <summary>All relationships for those who run the organization, their own for its other members.</summary>
    /// <response code="403">The caller does not belong to the organization.</response>
    /// <response code="404">No such organization.</response>
    [HttpGet]
    public Task<IReadOnlyList<CoachingRelationshipDto>> List(Guid organizationId, CancellationToken ct) =>
        relationships.ListAsync(organizationId, User.Id(), ct);

    /// <summary>One relationship, for its coach and its coachee.</summary>
    /// <response code="403">The caller is neither.</response>
    /// <response code="404">No such relationship in this organization.</response>
    [HttpGet("{relationshipId}")]
    public Task<CoachingRelationshipDto> Get(Guid organizationId, Guid relationshipId, CancellationToken ct) =>
        relationships.GetAsync(organizationId, relationshipId, User.Id(), ct);

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
