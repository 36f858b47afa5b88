using AutoMapper;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Application.Members;

/// <summary>The people of an organization: inviting, roles, leaving. Rules about all of them together hold under the organization's lock.</summary>
public sealed class MemberService(
    IAppDb db, IOutbox outbox, IMailQueue mails, LoginSessionService sessions, IMapper mapper, TimeProvider clock, IOptions<AccountLinkOptions> links)
{
    /// <summary>By id.</summary>
    public async Task<IReadOnlyList<MemberDto>> ListAsync(Guid organizationId, Guid callerId, CancellationToken ct)
    {
        await db.RequireMemberAsync(organizationId, callerId, ct);
        return await Members(organizationId).ToListAsync(ct);
    }

    /// <summary>Creates an account and invites its person.</summary>
    /// <exception cref="ConflictException">
    /// The organization is archived (<c>organization_archived</c>), another account has the address, or the coach does not belong
    /// to the organization (<c>conflict</c>).
    /// </exception>
    /// <exception cref="NotFoundException">There is no such coach.</exception>
    public async Task<MemberDto> CreateAsync(Guid organizationId, CreateMemberRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        var userId = await db.LockOrganizationAsync(organizationId, async () =>
        {
            await db.EnsureActiveAsync(organizationId, ct);
            var now = clock.UtcNow();
            var user = User.Create(request.Email, request.FirstName, request.LastName, request.Timezone, now);
            user.Introduce(request.DisplayName, request.GithubUsername, request.GithubProfileUrl);
            await db.RequireFreeAddressAsync(user, ct);
            db.Users.Add(user);
            Grant(user.Id, organizationId, Role.User, callerId);
            if (request.CoachId is { } coachId)
                await RelateAsync(organizationId, coachId, user, ct);
            db.AccountTokens.Add(AccountToken.Create(user.Id, AccountTokenPurpose.Setup, now + links.Value.SetupLifetime));
            mails.Add(new WelcomeMail(user.Id, callerId));
            outbox.Add(
                [.. await db.ConcernedByMembershipAsync(organizationId, user.Id, ct), .. request.CoachId is { } coach ? [coach] : Array.Empty<Guid>()],
                new MembershipChanged(organizationId, user.Id));
            return user.Id;
        }, ct);
        return await ReadAsync(organizationId, userId, ct);
    }

    /// <summary>Sends a new invitation; the link of the one before is worth nothing any more.</summary>
    /// <exception cref="RuleException">They have chosen a password already (<c>validation_error</c>).</exception>
    public async Task<MemberDto> ResendInviteAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        await FindRoleAsync(organizationId, userId, ct);
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct);
        if (user.PasswordHash is not null)
            throw new RuleException("This person has set up their account already.");
        var token = await db.AccountTokens.SingleOrDefaultAsync(t => t.UserId == userId && t.Purpose == AccountTokenPurpose.Setup, ct);
        var expiresAt = clock.UtcNow() + links.Value.SetupLifetime;
        if (token is null)
            db.AccountTokens.Add(AccountToken.Create(userId, AccountTokenPurpose.Setup, expiresAt));
        else
            token.Renew(null, expiresAt);
        mails.Add(new WelcomeMail(userId, callerId));
        await db.SaveChangesAsync(ct);
        return await ReadAsync(organizationId, userId, ct);
    }

    /// <summary>Makes somebody who has an account a member.</summary>
    /// <exception cref="NotFoundException">There is no such user, or the caller may not know them; or there is no such coach.</exception>
    /// <exception cref="ConflictException">
    /// <c>organization_archived</c>; <c>user_already_in_organization</c>; or the coach is no member, or the same person (<c>conflict</c>).
    /// </exception>
    public async Task<MemberDto> AttachAsync(Guid organizationId, Guid userId, AttachMemberRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        var user = await db.UsersKnownTo(callerId).AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, ct)
            ?? throw new NotFoundException("user");

        await db.LockOrganizationAsync(organizationId, async () =>
        {
            await db.EnsureActiveAsync(organizationId, ct);
            if (await db.MembersOf(organizationId).ContainsAsync(userId, ct))
                throw new ConflictException("user_already_in_organization", "This person belongs to the organization already.", new { OrganizationId = organizationId });
            Grant(userId, organizationId, request.Role, callerId);
            if (request.CoachId is { } coachId)
                await RelateAsync(organizationId, coachId, user, ct);
            mails.Add(new AddedToOrganizationMail(userId, organizationId, callerId));
            await TellAsync(organizationId, userId, ct);
            return userId;
        }, ct);
        return await ReadAsync(organizationId, userId, ct);
    }

    /// <exception cref="NotFoundException">They do not belong to the organization.</exception>
    public async Task<UserRoleDto> GetRoleAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        return mapper.Map<UserRoleDto>(await FindRoleAsync(organizationId, userId, ct));
    }

    /// <summary>Setting the role that somebody has already changes nothing.</summary>
    /// <exception cref="ForbiddenException">Nobody changes their own role.</exception>
    /// <exception cref="ConflictException"><c>organization_archived</c>, or nobody would be left to run it (<c>last_organization_admin</c>).</exception>
    public async Task<MemberDto> ChangeRoleAsync(Guid organizationId, Guid userId, ChangeRoleRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        RefuseSelf(userId, callerId);
        await db.LockOrganizationAsync(organizationId, async () =>
        {
            await db.EnsureActiveAsync(organizationId, ct);
            var role = await FindRoleAsync(organizationId, userId, ct);
            if (role.Role != request.Role)
            {
                await RequireAnotherAdminAsync(role, ct);
                Record(role, request.Role, callerId);
                role.Change(request.Role, clock.UtcNow());
                await TellAsync(organizationId, userId, ct);
            }
            return userId;
        }, ct);
        return await ReadAsync(organizationId, userId, ct);
    }

    /// <summary>
    /// Ends a membership and with it the person's login sessions and streams. Relationships and sessions stay, and are theirs again when
    /// they come back.
    /// </summary>
    /// <exception cref="ForbiddenException">Nobody removes themself.</exception>
    /// <exception cref="ConflictException">Nobody would be left to run it (<c>last_organization_admin</c>).</exception>
    public Task RemoveAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct) =>
        EndMembershipAsync(organizationId, userId, callerId, () => Task.CompletedTask, ct);

    /// <summary>Does the same, and deletes the account where nothing refers to it any more: no other role, and no work in a relationship.</summary>
    /// <exception cref="ForbiddenException">Nobody removes themself.</exception>
    /// <exception cref="ConflictException">Nobody would be left to run it (<c>last_organization_admin</c>).</exception>
    public Task DeleteAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct) =>
        EndMembershipAsync(organizationId, userId, callerId, async () =>
        {
            if (!await db.UserRoles.AnyAsync(r => r.UserId == userId && r.OrganizationId != organizationId, ct) && !await HasWorkedAsync(userId, ct))
                await DeleteAccountAsync(userId, ct);
        }, ct);

    private async Task EndMembershipAsync(Guid organizationId, Guid userId, Guid callerId, Func<Task> then, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        RefuseSelf(userId, callerId);
        var revoked = await db.LockOrganizationAsync(organizationId, async () =>
        {
            var role = await FindRoleAsync(organizationId, userId, ct);
            await RequireAnotherAdminAsync(role, ct);
            await TellAsync(organizationId, userId, ct);
            Record(role, null, callerId);
            db.UserRoles.Remove(role);
            var ended = await sessions.RevokeAsync(userId, ct);
            await then();
            return ended;
        }, ct);
        sessions.CloseStreams(revoked, "An administrator has ended your membership.");
    }

    private Task<bool> HasWorkedAsync(Guid userId, CancellationToken ct) => db.CoachingRelationships.AnyAsync(
        r => (r.CoachId == userId || r.CoacheeId == userId)
            && (db.CoachingSessions.Any(s => s.CoachingRelationshipId == r.Id) || db.Goals.Any(g => g.CoachingRelationshipId == r.Id)
                || db.CoachingSessionSeries.Any(s => s.CoachingRelationshipId == r.Id)), ct);

    private async Task DeleteAccountAsync(Guid userId, CancellationToken ct)
    {
        db.CoachingRelationships.RemoveRange(await db.CoachingRelationships.Where(r => r.CoachId == userId || r.CoacheeId == userId).ToListAsync(ct));
        await db.Organizations.Where(o => o.ArchivedBy == userId).ExecuteUpdateAsync(o => o.SetProperty(x => x.ArchivedBy, (Guid?)null), ct);
        db.Users.Remove(await db.Users.SingleAsync(u => u.Id == userId, ct));
    }

    /// <summary>An old relationship of the same pair counts again.</summary>
    private async Task RelateAsync(Guid organizationId, Guid coachId, User coachee, CancellationToken ct)
    {
        var coachName = await db.FirstNameOfMemberAsync(coachId, organizationId, "coach", ct);
        if (!await db.CoachingRelationships.AnyAsync(r => r.OrganizationId == organizationId && r.CoachId == coachId && r.CoacheeId == coachee.Id, ct))
            db.CoachingRelationships.Add(CoachingRelationship.Create(organizationId, coachId, coachName, coachee.Id, coachee.FirstName, clock.UtcNow()));
    }

    private void Grant(Guid userId, Guid organizationId, Role role, Guid callerId)
    {
        db.UserRoles.Add(UserRole.Member(userId, organizationId, role, clock.UtcNow()));
        db.RoleChanges.Add(RoleChange.Create(userId, organizationId, null, role, callerId, clock.UtcNow()));
    }

    private void Record(UserRole role, Role? newRole, Guid callerId) =>
        db.RoleChanges.Add(RoleChange.Create(role.UserId, role.OrganizationId, role.Role, newRole, callerId, clock.UtcNow()));

    private async Task RequireAnotherAdminAsync(UserRole role, CancellationToken ct)
    {
        if (role.Role == Role.Admin
            && !await db.UserRoles.AnyAsync(r => r.OrganizationId == role.OrganizationId && r.Role == Role.Admin && r.Id != role.Id, ct))
            throw new ConflictException("last_organization_admin", "Nobody else runs this organization.", new { role.OrganizationId });
    }

    private async Task TellAsync(Guid organizationId, Guid userId, CancellationToken ct) =>
        outbox.Add(await db.ConcernedByMembershipAsync(organizationId, userId, ct), new MembershipChanged(organizationId, userId));

    private async Task<UserRole> FindRoleAsync(Guid organizationId, Guid userId, CancellationToken ct) =>
        await db.RolesIn(organizationId).SingleOrDefaultAsync(r => r.UserId == userId, ct)
        ?? throw new NotFoundException("member of this organization");

    private Task<MemberDto> ReadAsync(Guid organizationId, Guid userId, CancellationToken ct) =>
        Members(organizationId).SingleAsync(m => m.Id == userId, ct);

    private IQueryable<MemberDto> Members(Guid organizationId)
    {
        var (now, members) = (clock.UtcNow(), db.MembersOf(organizationId));
        return db.Users.AsNoTracking()
            .Where(u => members.Contains(u.Id))
            .OrderBy(u => u.Id)
            .Select(u => new MemberDto
            {
                Id = u.Id,
                Email = u.Email,
                FirstName = u.FirstName,
                LastName = u.LastName,
                DisplayName = u.DisplayName,
                GithubUsername = u.GithubUsername,
                GithubProfileUrl = u.GithubProfileUrl,
                Timezone = u.Timezone,
                DefaultCoachingSessionDurationMinutes = u.DefaultCoachingSessionDurationMinutes,
                Roles = u.Roles.Where(r => r.OrganizationId == organizationId || r.OrganizationId == null)
                    .Select(r => new UserRoleDto(r.Id, r.Role, r.OrganizationId, r.UserId, r.CreatedAt, r.UpdatedAt)).ToList(),
                InviteStatus = u.PasswordHash != null ? InviteStatus.Active
                    : db.AccountTokens.Any(t => t.UserId == u.Id && t.Purpose == AccountTokenPurpose.Setup && t.ExpiresAt >= now) ? InviteStatus.Pending
                    : InviteStatus.Expired,
                CreatedAt = u.CreatedAt,
                UpdatedAt = u.UpdatedAt,
            });
    }

    private static void RefuseSelf(Guid userId, Guid callerId)
    {
        if (userId == callerId)
            throw new ForbiddenException("Nobody does this to themself.");
    }
}
