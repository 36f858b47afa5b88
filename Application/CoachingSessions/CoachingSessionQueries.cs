using CoachingPlatform.Application.CoachingRelationships;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

internal static class CoachingSessionQueries
{
    public static Task<CoachingSessionDefaults> CoachingSessionDefaultsAsync(
        this IAppDb db, Participants participants, CancellationToken ct) =>
        (from relationship in db.CoachingRelationships
         join organization in db.Organizations on relationship.OrganizationId equals organization.Id
         where relationship.Id == participants.RelationshipId
         select new CoachingSessionDefaults(
             organization, organization.Slug + "." + relationship.Slug, relationship.Coach.DefaultCoachingSessionDurationMinutes))
        .AsNoTracking().SingleAsync(ct);
}
