using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Members;

public static class MemberQueries
{
    public static IQueryable<User> Members(this IAppDb db, Guid organizationId)
    {
        var members = db.MembersOf(organizationId);
        return db.Users.AsNoTracking().Where(u => members.Contains(u.Id));
    }

    /// <param name="now">For invitations, which expire.</param>
    public static IQueryable<MemberDto> SelectDto(this IQueryable<User> members, IAppDb db, Guid organizationId, DateTime now) =>
        members.Select(u => new MemberDto
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
                : db.AccountLinks.Any(t => t.UserId == u.Id && t.Purpose == AccountLinkPurpose.Setup && t.ExpiresAt >= now)
                    ? InviteStatus.Pending
                : InviteStatus.Expired,
            CreatedAt = u.CreatedAt,
            UpdatedAt = u.UpdatedAt,
        });

    /// <exception cref="NotFoundException">They do not belong to the organization, or not any more.</exception>
    public static async Task<MemberDto> ReadMemberAsync(
        this IAppDb db, Guid organizationId, Guid userId, DateTime now, CancellationToken ct) =>
        await db.Members(organizationId).Where(u => u.Id == userId).SelectDto(db, organizationId, now).SingleOrDefaultAsync(ct)
        ?? throw NoMember();

    /// <exception cref="NotFoundException">They do not belong to the organization.</exception>
    public static async Task<UserRole> FindRoleAsync(this IAppDb db, Guid organizationId, Guid userId, CancellationToken ct) =>
        await db.RolesIn(organizationId).SingleOrDefaultAsync(r => r.UserId == userId, ct)
        ?? throw NoMember();

    /// <summary>Who is concerned: the person, those who run the organization, and the person's coaches and coachees in it.</summary>
    public static async Task<List<Guid>> ConcernedByMembershipAsync(
        this IAppDb db, Guid organizationId, Guid userId, CancellationToken ct) =>
    [
        userId,
        .. await db.RolesIn(organizationId)
            .Where(r => r.Role == Role.Admin || db.CoachingRelationships.Any(c =>
                c.OrganizationId == organizationId
                && ((c.CoachId == userId && c.CoacheeId == r.UserId) || (c.CoacheeId == userId && c.CoachId == r.UserId))))
            .Select(r => r.UserId)
            .ToListAsync(ct),
    ];

    private static NotFoundException NoMember() => new("member of this organization");
}
