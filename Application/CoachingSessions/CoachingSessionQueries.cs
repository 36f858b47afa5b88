using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Domain;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

internal static class CoachingSessionQueries
{
    /// <exception cref="NotFoundException">Somebody has deleted the relationship.</exception>
    public static async Task<CoachingSessionDefaults> CoachingSessionDefaultsAsync(
        this IAppDb db, Participants participants, CancellationToken ct) =>
        await (from relationship in db.CoachingRelationships
               join organization in db.Organizations on relationship.OrganizationId equals organization.Id
               where relationship.Id == participants.RelationshipId
               select new CoachingSessionDefaults(
                   organization, organization.Slug + "." + relationship.Slug, relationship.Coach.DefaultCoachingSessionDurationMinutes))
        .AsNoTracking().SingleOrDefaultAsync(ct) ?? throw new NotFoundException("coaching relationship");
}
