using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Members;

/// <summary>Somebody joined or left an organization, has another role in it or no account any more; load its members again.</summary>
public sealed record MembershipChanged(Guid OrganizationId, Guid UserId) : ILiveEvent
{
    public static string Type => "membership_changed";
}

public static class MembershipQueries
{
    /// <summary>Who is concerned: the person, those who run the organization, and the person's coaches and coachees in it.</summary>
    public static async Task<List<Guid>> ConcernedByMembershipAsync(this IAppDb db, Guid organizationId, Guid userId, CancellationToken ct) =>
    [
        userId,
        .. await db.RolesIn(organizationId)
            .Where(r => r.Role == Role.Admin || db.CoachingRelationships.Any(c =>
                c.OrganizationId == organizationId
                && ((c.CoachId == userId && c.CoacheeId == r.UserId) || (c.CoacheeId == userId && c.CoachId == r.UserId))))
            .Select(r => r.UserId)
            .ToListAsync(ct),
    ];
}
