using AutoMapper;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Application.Wire;
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
        var organization = await db.RequireAdminAsync(organizationId, callerId, ct);
        organization.EnsureActive();
        var now = clock.UtcNow();
        var user = User.Create(request.Email, request.FirstName, request.LastName, request.Timezone, now);
        user.Introduce(request.DisplayName, request.GithubUsername, request.GithubProfileUrl);
        await db.RequireFreeAddressAsync(user, ct);
        db.Users.Add(user);
        Grant(user.Id, organizationId, Role.User, callerId);
        if (request.CoachId is { } coachId)
        {
            var coachName = await db.FirstNameOfMemberAsync(coachId, organizationId, "coach", ct);
            db.CoachingRelationships.Add(CoachingRelationship.Create(organizationId, coachId, coachName, user.Id, user.FirstName, now));
        }
        db.AccountTokens.Add(AccountToken.Create(user.Id, AccountTokenPurpose.Setup, now + links.Value.SetupLifetime));
        mails.Add(new WelcomeMail(user.Id, callerId));
        outbox.Add(
            [.. await db.ConcernedByMembershipAsync(organizationId, user.Id, ct), .. request.CoachId is { } coach ? [coach] : Array.Empty<Guid>()],
            new MembershipChanged(organizationId, user.Id));
        await db.SaveChangesAsync(ct);
        return await ReadAsync(organizationId, user.Id, ct);
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
    /// <exception cref="RuleException">Nobody becomes super admin here (<c>validation_error</c>).</exception>
    /// <exception cref="NotFoundException">There is no such user, or the caller may not know them; or there is no such coach.</exception>
    /// <exception cref="ConflictException">
    /// <c>organization_archived</c>; <c>user_already_in_organization</c>; or the coach is no member, or the same person (<c>conflict</c>).
    /// </exception>
    public async Task<MemberDto> AttachAsync(Guid organizationId, Guid userId, AttachMemberRequest request, Guid callerId, CancellationToken ct)
    {
        RefuseSuperAdmin(request.Role);
        var organization = await db.RequireAdminAsync(organizationId, callerId, ct);
        var user = await db.UsersKnownTo(await db.RolesOfAsync(callerId, ct)).SingleOrDefaultAsync(u => u.Id == userId, ct)
            ?? throw new NotFoundException("user");
        organization.EnsureActive();

        await using var transaction = await db.LockOrganizationAsync(organizationId, ct);
        if (await db.UserRoles.AnyAsync(r => r.UserId == userId && r.OrganizationId == organizationId, ct))
            throw new ConflictException("user_already_in_organization", "This person belongs to the organization already.", new { OrganizationId = organizationId });
        Grant(userId, organizationId, request.Role, callerId);
        if (request.CoachId is { } coachId)
        {
            var coachName = await db.FirstNameOfMemberAsync(coachId, organizationId, "coach", ct);
            if (!await db.CoachingRelationships.AnyAsync(r => r.OrganizationId == organizationId && r.CoachId == coachId && r.CoacheeId == userId, ct))
                db.CoachingRelationships.Add(CoachingRelationship.Create(organizationId, coachId, coachName, userId, user.FirstName, clock.UtcNow()));
        }
        mails.Add(new AddedToOrganizationMail(userId, organizationId, callerId));
        await AnnounceAsync(organizationId, userId, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return await ReadAsync(organizationId, userId, ct);
    }

    /// <exception cref="NotFoundException">They do not belong to the organization.</exception>
    public async Task<UserRoleDto> GetRoleAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        return mapper.Map<UserRoleDto>(await FindRoleAsync(organizationId, userId, ct));
    }

    /// <summary>Setting the role that somebody has already changes nothing.</summary>
    /// <exception cref="RuleException">Nobody becomes super admin here (<c>validation_error</c>).</exception>
    /// <exception cref="ForbiddenException">Nobody changes their own role.</exception>
    /// <exception cref="ConflictException"><c>organization_archived</c>, or nobody would be left to run it (<c>last_organization_admin</c>).</exception>
    public async Task<MemberDto> ChangeRoleAsync(Guid organizationId, Guid userId, ChangeRoleRequest request, Guid callerId, CancellationToken ct)
    {
        RefuseSuperAdmin(request.Role);
        var organization = await db.RequireAdminAsync(organizationId, callerId, ct);
        RefuseSelf(userId, callerId);
        organization.EnsureActive();

        await using var transaction = await db.LockOrganizationAsync(organizationId, ct);
        var role = await FindRoleAsync(organizationId, userId, ct);
        if (role.Role != request.Role)
        {
            await RequireAnotherAdminAsync(role, ct);
            Record(role, request.Role, callerId);
            role.Change(request.Role, clock.UtcNow());
            await AnnounceAsync(organizationId, userId, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        return await ReadAsync(organizationId, userId, ct);
    }

    /// <summary>Ends a membership. Relationships and sessions stay, and are theirs again when they come back.</summary>
    /// <exception cref="ForbiddenException">Nobody removes themself.</exception>
    /// <exception cref="ConflictException">Nobody would be left to run it (<c>last_organization_admin</c>).</exception>
    public async Task RemoveAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        RefuseSelf(userId, callerId);
        await using var transaction = await db.LockOrganizationAsync(organizationId, ct);
        var role = await FindRoleAsync(organizationId, userId, ct);
        await RequireAnotherAdminAsync(role, ct);
        await AnnounceAsync(organizationId, userId, ct);
        Record(role, null, callerId);
        db.UserRoles.Remove(role);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Deletes the whole account of somebody who belongs to this organization alone and has not worked in sessions.</summary>
    /// <exception cref="ForbiddenException">Nobody deletes themself, and only a super admin deletes a super admin.</exception>
    /// <exception cref="ConflictException">
    /// They belong to other organizations too (<c>user_belongs_to_multiple_organizations</c>), are the last to run this one
    /// (<c>last_organization_admin</c>), or have sessions or what was written in them (<c>conflict</c>).
    /// </exception>
    public async Task DeleteAccountAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        await FindRoleAsync(organizationId, userId, ct);
        RefuseSelf(userId, callerId);
        await using var transaction = await db.LockOrganizationAsync(organizationId, ct);
        var user = await db.Users.Include(u => u.Roles).SingleOrDefaultAsync(u => u.Id == userId, ct) ?? throw new NotFoundException("user");
        if (user.Roles.Any(r => r.Role == Role.SuperAdmin) && !(await db.RolesOfAsync(callerId, ct)).IsSuperAdmin)
            throw new ForbiddenException("Only a super admin deletes the account of a super admin.");
        if (user.Roles.Count(r => r.OrganizationId is not null) > 1)
            throw new ConflictException("user_belongs_to_multiple_organizations", "This person belongs to other organizations too.");
        await RequireAnotherAdminAsync(user.Roles.Single(r => r.OrganizationId == organizationId), ct);
        await RequireNoWorkAsync(userId, ct);

        await AnnounceAsync(organizationId, userId, ct);
        foreach (var role in user.Roles)
            Record(role, null, callerId);
        db.CoachingRelationships.RemoveRange(await db.CoachingRelationships.Where(r => r.CoachId == userId || r.CoacheeId == userId).ToListAsync(ct));
        await db.Organizations.Where(o => o.ArchivedBy == userId).ExecuteUpdateAsync(o => o.SetProperty(x => x.ArchivedBy, (Guid?)null), ct);
        var ended = await sessions.ListOfUserAsync(userId, ct);
        db.Users.Remove(user);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        await sessions.EndAsync(ended, ct);
    }

    private async Task RequireNoWorkAsync(Guid userId, CancellationToken ct)
    {
        var works = await db.CoachingSessions.AnyAsync(s => db.CoachingRelationships.Any(r =>
                r.Id == s.CoachingRelationshipId && (r.CoachId == userId || r.CoacheeId == userId)), ct)
            || await db.CoachingSessionSeries.AnyAsync(s => s.CreatedByUserId == userId, ct)
            || await db.Agreements.AnyAsync(a => a.UserId == userId, ct)
            || await db.Notes.AnyAsync(n => n.UserId == userId, ct);
        if (works)
            throw new ConflictException("conflict", "This person has coaching sessions. Remove them from the organization instead.");
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

    private async Task AnnounceAsync(Guid organizationId, Guid userId, CancellationToken ct) =>
        outbox.Add(await db.ConcernedByMembershipAsync(organizationId, userId, ct), new MembershipChanged(organizationId, userId));

    private async Task<UserRole> FindRoleAsync(Guid organizationId, Guid userId, CancellationToken ct) =>
        await db.UserRoles.SingleOrDefaultAsync(r => r.UserId == userId && r.OrganizationId == organizationId, ct)
        ?? throw new NotFoundException("member of this organization");

    private Task<MemberDto> ReadAsync(Guid organizationId, Guid userId, CancellationToken ct) =>
        Members(organizationId).SingleAsync(m => m.Id == userId, ct);

    private IQueryable<MemberDto> Members(Guid organizationId)
    {
        var now = clock.UtcNow();
        return db.Users.AsNoTracking()
            .Where(u => u.Roles.Any(r => r.OrganizationId == organizationId))
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

    private static void RefuseSuperAdmin(Role role)
    {
        if (role == Role.SuperAdmin)
            throw new RuleException("A super admin belongs to no organization.");
    }

    private static void RefuseSelf(Guid userId, Guid callerId)
    {
        if (userId == callerId)
            throw new ForbiddenException("Nobody does this to themself.");
    }
}
