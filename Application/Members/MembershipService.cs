using AutoMapper;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Members;

/// <summary>Who belongs to an organization, in which role. Rules about all members together hold under the organization's lock.</summary>
public sealed class MembershipService(
    IAppDb db, IOutbox outbox, IMailQueue mails, LoginSessionService sessions, IMapper mapper, TimeProvider clock)
{
    public async Task<IReadOnlyList<MemberDto>> ListAsync(Guid organizationId, MemberFilter filter, Guid callerId, CancellationToken ct)
    {
        await db.RequireMemberAsync(organizationId, callerId, ct);
        var members = await filter.ApplyAsync(db.Members(organizationId), ct);
        return await members.SelectDto(db, organizationId, clock.UtcNow()).ToListAsync(ct);
    }

    /// <summary>Makes somebody who has an account a member.</summary>
    /// <exception cref="NotFoundException">There is no such user, or the caller may not know them; or there is no such coach.</exception>
    /// <exception cref="ConflictException">
    /// <c>organization_archived</c>; <c>user_already_in_organization</c>; or the coach is no member, or the same person (<c>conflict</c>).
    /// </exception>
    public async Task<MemberDto> AttachAsync(
        Guid organizationId, Guid userId, AttachMemberRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        var user = await db.UsersKnownTo(callerId).AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, ct)
            ?? throw new NotFoundException("user");

        await db.LockOrganizationAsync(organizationId, async () =>
        {
            await db.EnsureActiveAsync(organizationId, ct);
            if (await db.MembersOf(organizationId).ContainsAsync(userId, ct))
                throw new ConflictException("user_already_in_organization",
                    "This person belongs to the organization already.", new { OrganizationId = organizationId });
            await AddAsync(user, organizationId, request.Role, request.CoachId, callerId, ct);
            mails.Add(new AddedToOrganizationMail(userId, organizationId, callerId));
            return userId;
        }, ct);
        return await db.ReadMemberAsync(organizationId, userId, clock.UtcNow(), ct);
    }

    /// <exception cref="NotFoundException">They do not belong to the organization.</exception>
    public async Task<UserRoleDto> GetRoleAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        return mapper.Map<UserRoleDto>(await db.FindRoleAsync(organizationId, userId, ct));
    }

    /// <summary>Setting the role that somebody has already changes nothing.</summary>
    /// <exception cref="ForbiddenException">Nobody changes their own role.</exception>
    /// <exception cref="ConflictException">
    /// <c>organization_archived</c>, or nobody would be left to run it (<c>last_organization_admin</c>).
    /// </exception>
    public async Task<MemberDto> ChangeRoleAsync(
        Guid organizationId, Guid userId, ChangeRoleRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        RefuseSelf(userId, callerId);
        await db.LockOrganizationAsync(organizationId, async () =>
        {
            await db.EnsureActiveAsync(organizationId, ct);
            var role = await db.FindRoleAsync(organizationId, userId, ct);
            if (role.Role != request.Role)
            {
                await RequireAnotherAdminAsync(organizationId, role, ct);
                Record(userId, organizationId, role.Role, request.Role, callerId);
                role.Change(request.Role, clock.UtcNow());
                await TellAsync(organizationId, userId, ct);
            }
            return userId;
        }, ct);
        return await db.ReadMemberAsync(organizationId, userId, clock.UtcNow(), ct);
    }

    /// <summary>
    /// Ends a membership and with it the person's login sessions and streams. Relationships and sessions stay, and are theirs again when
    /// they come back.
    /// </summary>
    /// <exception cref="ForbiddenException">Nobody removes themself.</exception>
    /// <exception cref="ConflictException">Nobody would be left to run it (<c>last_organization_admin</c>).</exception>
    public Task RemoveAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct) =>
        EndAsync(organizationId, userId, callerId, () => Task.CompletedTask, ct);

    /// <summary>Ends a membership, and does <paramref name="then"/> in the same transaction.</summary>
    internal async Task EndAsync(Guid organizationId, Guid userId, Guid callerId, Func<Task> then, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        RefuseSelf(userId, callerId);
        var revoked = await db.LockOrganizationAsync(organizationId, async () =>
        {
            var role = await db.FindRoleAsync(organizationId, userId, ct);
            await EndRoleAsync(role, callerId, ct);
            var ended = await sessions.RevokeAsync(userId, ct);
            await then();
            return ended;
        }, ct);
        sessions.CloseStreams(revoked, "An administrator has ended your membership.");
    }

    /// <summary>Ends a role in the caller's transaction.</summary>
    /// <exception cref="ConflictException">Nobody would be left to run the organization (<c>last_organization_admin</c>).</exception>
    internal async Task EndRoleAsync(UserRole role, Guid callerId, CancellationToken ct)
    {
        if (role.OrganizationId is { } organizationId)
        {
            await RequireAnotherAdminAsync(organizationId, role, ct);
            await TellAsync(organizationId, role.UserId, ct);
        }
        Record(role.UserId, role.OrganizationId, role.Role, null, callerId);
        db.UserRoles.Remove(role);
    }

    /// <summary>
    /// Adds a membership to the unit of work, with a coach where one is named. An old relationship of the same pair counts again.
    /// </summary>
    internal async Task AddAsync(User user, Guid organizationId, Role role, Guid? coachId, Guid callerId, CancellationToken ct)
    {
        var now = clock.UtcNow();
        db.UserRoles.Add(UserRole.Member(user.Id, organizationId, role, now));
        Record(user.Id, organizationId, null, role, callerId);
        if (coachId is { } coach)
        {
            var coachName = await db.FirstNameOfMemberAsync(coach, organizationId, "coach", ct);
            if (!await db.CoachingRelationships.AnyAsync(
                r => r.OrganizationId == organizationId && r.CoachId == coach && r.CoacheeId == user.Id, ct))
                db.CoachingRelationships.Add(CoachingRelationship.Create(organizationId, coach, coachName, user.Id, user.FirstName, now));
        }
        await TellAsync(organizationId, user.Id, ct, coachId);
    }

    private void Record(Guid userId, Guid? organizationId, Role? before, Role? after, Guid callerId) =>
        db.RoleChanges.Add(RoleChange.Create(userId, organizationId, before, after, callerId, clock.UtcNow()));

    private async Task RequireAnotherAdminAsync(Guid organizationId, UserRole role, CancellationToken ct)
    {
        if (role.Role == Role.Admin
            && !await db.RolesIn(organizationId).AnyAsync(r => r.Role == Role.Admin && r.Id != role.Id, ct))
            throw new ConflictException(
                "last_organization_admin", "Nobody else runs this organization.", new { OrganizationId = organizationId });
    }

    /// <param name="newCoachId">Whose relationship is not committed yet.</param>
    private async Task TellAsync(Guid organizationId, Guid userId, CancellationToken ct, Guid? newCoachId = null) => outbox.Add(
        [.. await db.ConcernedByMembershipAsync(organizationId, userId, ct), .. newCoachId is { } coachId ? [coachId] : Array.Empty<Guid>()],
        new MembershipChanged(organizationId, userId));

    private static void RefuseSelf(Guid userId, Guid callerId)
    {
        if (userId == callerId)
            throw new ForbiddenException("Nobody does this to themself.");
    }
}
