using CoachingPlatform.Application;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>What belongs to one user. Only that user may ask.</summary>
[ApiController, Route("users/{id}")]
public sealed class UsersController(
    UserService users, OrganizationService organizations, CoachingRelationshipService relationships, GoalService goals) : ControllerBase
{
    /// <summary>The caller's own account.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet]
    public Task<UserDto> Get(Guid id, CancellationToken ct) => users.GetAsync(id, User.Id(), ct);

    /// <summary>The caller's active organizations; all active ones for a super admin.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("organizations")]
    public Task<IReadOnlyList<OrganizationDto>> ListOrganizations(Guid id, CancellationToken ct) =>
        organizations.ListOfUserAsync(id, User.Id(), ct);

    /// <summary>The caller's coaching relationships in all organizations.</summary>
    /// <param name="id">The caller.</param>
    /// <param name="role">On which side the caller is; default: either.</param>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("coaching-relationships")]
    public Task<IReadOnlyList<CoachingRelationshipDto>> ListCoachingRelationships(
        Guid id, [FromQuery] RelationshipRole? role, CancellationToken ct) =>
        relationships.ListOfUserAsync(id, role ?? RelationshipRole.All, User.Id(), ct);

    /// <summary>Goals that the caller has set, in all relationships.</summary>
    /// <param name="id">The caller.</param>
    /// <param name="relationshipId">Only goals of this relationship.</param>
    /// <param name="status">Only goals with this status.</param>
    /// <param name="sortBy">Default when only an order is given: <c>title</c>.</param>
    /// <param name="sortOrder">Default when only a field is given: <c>asc</c>.</param>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("goals")]
    public Task<IReadOnlyList<GoalDto>> ListGoals(
        Guid id,
        [FromQuery(Name = "coaching_relationship_id")] Guid? relationshipId,
        [FromQuery] ItemStatus? status,
        [FromQuery(Name = "sort_by")] GoalSort? sortBy,
        [FromQuery(Name = "sort_order")] SortOrder? sortOrder,
        CancellationToken ct) =>
        goals.ListOfUserAsync(id, relationshipId, status, sortBy, sortOrder, User.Id(), ct);
}
