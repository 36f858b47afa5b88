using CoachingPlatform.Application.Members;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>
/// The people of an organization. Each change sends <c>membership_changed</c> to the person, to those who run the organization
/// and to the person's coaches and coachees in it.
/// </summary>
[ApiController, Route("organizations/{organizationId}/users")]
public sealed class MembersController(MembershipService memberships, InvitationService invitations, AccountDeletionService accounts)
    : ControllerBase
{
    /// <summary>All members, and how far those who were invited have come.</summary>
    /// <response code="403">The caller does not belong to the organization.</response>
    /// <response code="404">No such organization.</response>
    [HttpGet]
    public Task<IReadOnlyList<MemberDto>> List(Guid organizationId, [FromQuery(Name = "")] MemberFilter filter, CancellationToken ct) =>
        memberships.ListAsync(organizationId, filter, User.Id(), ct);

    /// <summary>Creates an account and sends its person an invitation. For those who run the organization.</summary>
    /// <response code="403">The caller does not run it.</response>
    /// <response code="404">No such coach.</response>
    /// <response code="409">
    /// The organization is archived (<c>organization_archived</c>), another account has the address, or the coach does not belong
    /// to the organization (<c>conflict</c>).
    /// </response>
    [HttpPost]
    [ProducesResponseType<MemberDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<MemberDto>> Create(Guid organizationId, CreateMemberRequest request, CancellationToken ct)
    {
        var member = await invitations.CreateAsync(organizationId, request, User.Id(), ct);
        return Created($"{Request.PathBase}/organizations/{organizationId}/users/{member.Id}/role", member);
    }

    /// <summary>Sends a new invitation in the place of the one before. For those who run the organization.</summary>
    /// <response code="403">The caller does not run it.</response>
    /// <response code="404">They do not belong to it.</response>
    /// <response code="422">They have set up their account already.</response>
    [HttpPost("{userId}/resend-invite")]
    public Task<MemberDto> ResendInvite(Guid organizationId, Guid userId, CancellationToken ct) =>
        invitations.ResendAsync(organizationId, userId, User.Id(), ct);

    /// <summary>
    /// Ends a membership, and the person's login sessions and streams. What they have done stays; their account is deleted only where
    /// nothing refers to it any more: no other role, and no work in a relationship. For those who run the organization.
    /// </summary>
    /// <response code="403">The caller does not run it, or it is their own membership.</response>
    /// <response code="404">They do not belong to it.</response>
    /// <response code="409">Nobody else runs it (<c>last_organization_admin</c>).</response>
    [HttpDelete("{userId}")]
    public async Task<DeletedDto> Delete(Guid organizationId, Guid userId, CancellationToken ct)
    {
        await accounts.DeleteAsync(organizationId, userId, User.Id(), ct);
        return new DeletedDto(userId);
    }

    /// <summary>Makes somebody who has an account a member. For those who run the organization.</summary>
    /// <response code="403">The caller does not run it.</response>
    /// <response code="404">No such user among those whom the caller may know; or no such coach.</response>
    /// <response code="409">
    /// <c>organization_archived</c>; <c>user_already_in_organization</c>; or the coach does not belong to it (<c>conflict</c>).
    /// </response>
    [HttpPost("{userId}/role")]
    [ProducesResponseType<MemberDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<MemberDto>> Attach(Guid organizationId, Guid userId, AttachMemberRequest request, CancellationToken ct)
    {
        var member = await memberships.AttachAsync(organizationId, userId, request, User.Id(), ct);
        return Created($"{Request.PathBase}/organizations/{organizationId}/users/{userId}/role", member);
    }

    /// <summary>The role of a member. For those who run the organization.</summary>
    /// <response code="403">The caller does not run it.</response>
    /// <response code="404">They do not belong to it.</response>
    [HttpGet("{userId}/role")]
    public Task<UserRoleDto> GetRole(Guid organizationId, Guid userId, CancellationToken ct) =>
        memberships.GetRoleAsync(organizationId, userId, User.Id(), ct);

    /// <summary>Gives a member another role; it counts from their next request on. For those who run the organization.</summary>
    /// <response code="403">The caller does not run it, or it is their own role.</response>
    /// <response code="404">They do not belong to it.</response>
    /// <response code="409"><c>organization_archived</c>, or nobody else runs it (<c>last_organization_admin</c>).</response>
    [HttpPut("{userId}/role")]
    public Task<MemberDto> ChangeRole(Guid organizationId, Guid userId, ChangeRoleRequest request, CancellationToken ct) =>
        memberships.ChangeRoleAsync(organizationId, userId, request, User.Id(), ct);

    /// <summary>
    /// Ends a membership, and the person's login sessions and streams; account, relationships and sessions stay for when they come back.
    /// For those who run the organization.
    /// </summary>
    /// <response code="403">The caller does not run it, or it is their own membership.</response>
    /// <response code="404">They do not belong to it.</response>
    /// <response code="409">Nobody else runs it (<c>last_organization_admin</c>).</response>
    [HttpDelete("{userId}/role")]
    public async Task<DeletedDto> Remove(Guid organizationId, Guid userId, CancellationToken ct)
    {
        await memberships.RemoveAsync(organizationId, userId, User.Id(), ct);
        return new DeletedDto(userId);
    }
}
