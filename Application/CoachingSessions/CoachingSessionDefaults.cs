using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Domain.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>What a new session takes from its surroundings.</summary>
/// <param name="DocumentPrefix">What the names of the relationship's shared documents start with.</param>
/// <param name="UsualMinutes">How long this coach's sessions usually last.</param>
internal sealed record CoachingSessionDefaults(Organization Organization, string DocumentPrefix, int UsualMinutes);

internal static class CoachingSessionDefaultsQueries
{
    public static Task<CoachingSessionDefaults> CoachingSessionDefaultsAsync(this IAppDb db, Participants participants, CancellationToken ct) =>
        (from relationship in db.CoachingRelationships
         join organization in db.Organizations on relationship.OrganizationId equals organization.Id
         where relationship.Id == participants.RelationshipId
         select new CoachingSessionDefaults(
             organization, organization.Slug + "." + relationship.Slug, relationship.Coach.DefaultCoachingSessionDurationMinutes))
        .AsNoTracking().SingleAsync(ct);
}
