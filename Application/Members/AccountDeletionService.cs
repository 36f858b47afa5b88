using CoachingPlatform.Domain;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Members;

/// <summary>Taking somebody out of an organization together with their account.</summary>
public sealed class AccountDeletionService(IAppDb db, MembershipService memberships)
{
    /// <summary>
    /// Ends a membership, and deletes the account where nothing refers to it any more: no other role, and no work in a relationship.
    /// </summary>
    /// <exception cref="ForbiddenException">Nobody removes themself.</exception>
    /// <exception cref="ConflictException">Nobody would be left to run it (<c>last_organization_admin</c>).</exception>
    public Task DeleteAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct) =>
        memberships.EndAsync(organizationId, userId, callerId, async () =>
        {
            if (!await db.UserRoles.AnyAsync(r => r.UserId == userId && r.OrganizationId != organizationId, ct)
                && !await HasWorkedAsync(userId, ct))
                await DeleteAccountAsync(userId, ct);
        }, ct);

    /// <summary>Whether something was written down or arranged with somebody else.</summary>
    internal Task<bool> HasWorkedAsync(Guid userId, CancellationToken ct) => db.CoachingRelationships.AnyAsync(
        r => (r.CoachId == userId || r.CoacheeId == userId)
            && (db.CoachingSessions.Any(s => s.CoachingRelationshipId == r.Id) || db.Goals.Any(g => g.CoachingRelationshipId == r.Id)
                || db.CoachingSessionSeries.Any(s => s.CoachingRelationshipId == r.Id)), ct);

    /// <summary>Deletes, in the caller's transaction, the account of somebody who has never worked with anybody.</summary>
    internal async Task DeleteAccountAsync(Guid userId, CancellationToken ct)
    {
        db.CoachingRelationships.RemoveRange(
            await db.CoachingRelationships.Where(r => r.CoachId == userId || r.CoacheeId == userId).ToListAsync(ct));
        await db.Organizations.Where(o => o.ArchivedBy == userId)
            .ExecuteUpdateAsync(o => o.SetProperty(x => x.ArchivedBy, (Guid?)null), ct);
        db.Users.Remove(await db.Users.SingleAsync(u => u.Id == userId, ct));
    }
}
