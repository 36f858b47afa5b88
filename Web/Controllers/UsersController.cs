using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Controllers;

/// <summary>What belongs to one user. Unless a route says something else, only that user may ask.</summary>
[ApiController, Route("users/{id}")]
public sealed class UsersController(
    UserService users, OrganizationService organizations, CoachingRelationshipService relationships, GoalService goals,
    ActionListService actions) : ControllerBase
{
    /// <summary>The caller's own account.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet]
    public Task<UserDto> Get(Guid id, CancellationToken ct) => users.GetAsync(id, User.Id(), ct);

    /// <summary>
    /// Changes the caller's own account; what is null or absent stays as it is. Another e-mail address counts only when it is confirmed by
    /// the link that is sent to it; the answer is the same whether another account has it or not.
    /// </summary>
    /// <response code="403">It is somebody else's id.</response>
    /// <response code="429">
    /// Another address was asked for within a minute, or five times within a day (<c>email_change_rate_limited</c>).
    /// </response>
    [HttpPut]
    public Task<UserDto> Update(Guid id, UpdateUserRequest request, CancellationToken ct) => users.UpdateAsync(id, request, User.Id(), ct);

    /// <summary>
    /// Sets a new password. All sessions of the caller end, and with them their streams; this browser stays signed in, since the answer
    /// sets the cookie of a new session.
    /// </summary>
    /// <response code="403">It is somebody else's id.</response>
    /// <response code="422">The current password is wrong, or the new one is not good or not confirmed.</response>
    /// <response code="429">Too many wrong passwords (<c>login_rate_limited</c>).</response>
    [HttpPut("password"), TakesPasswordTurn]
    public async Task ChangePassword(Guid id, ChangePasswordRequest request, CancellationToken ct) =>
        SessionCookie.Send(HttpContext, await users.ChangePasswordAsync(id, request, User.Session()!, ct));

    /// <summary>Finds somebody by their e-mail address, among those whom the caller may know. For administrators.</summary>
    /// <param name="email">The whole address, in any case.</param>
    /// <response code="403">The caller administers nothing.</response>
    /// <response code="429">More than 30 look-ups in an hour (<c>user_lookup_rate_limited</c>).</response>
    [HttpGet("/users")]
    public Task<IReadOnlyList<FoundUserDto>> LookUp([FromQuery, BindRequired] string email, CancellationToken ct) =>
        users.LookUpAsync(email, User.Id(), ct);

    /// <summary>The caller's active organizations; all active ones for a super admin.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("organizations")]
    public Task<IReadOnlyList<OrganizationDto>> ListOrganizations(
        Guid id, [FromQuery(Name = "")] OrganizationFilter filter, CancellationToken ct) =>
        organizations.ListOfUserAsync(id, filter, User.Id(), ct);

    /// <summary>The caller's coaching relationships in all organizations.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("coaching-relationships")]
    public Task<IReadOnlyList<CoachingRelationshipDto>> ListCoachingRelationships(
        Guid id, [FromQuery(Name = "")] UserRelationshipFilter filter, CancellationToken ct) =>
        relationships.ListOfUserAsync(id, filter, User.Id(), ct);

    /// <summary>Goals that the caller has set, in all relationships.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("goals")]
    public Task<IReadOnlyList<GoalDto>> ListGoals(Guid id, [FromQuery(Name = "")] UserGoalFilter filter, CancellationToken ct) =>
        goals.ListOfUserAsync(id, filter, User.Id(), ct);

    /// <summary>The actions of a user, for that user and for their coaches; a coach sees those of the relationships they share.</summary>
    /// <response code="403">The caller is neither that user nor one of their coaches.</response>
    [HttpGet("actions")]
    public Task<IReadOnlyList<ActionDto>> ListActions(Guid id, [FromQuery(Name = "")] UserActionFilter filter, CancellationToken ct) =>
        actions.ListOfUserAsync(id, filter, User.Id(), ct);
}
