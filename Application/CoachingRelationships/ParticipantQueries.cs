using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingRelationships;

namespace CoachingPlatform.Application.CoachingRelationships;

public static class ParticipantQueries
{
    private static readonly CompiledQuery<Guid, Participants> OfRelationship = new(
        (db, id) => db.Participants(db.CoachingRelationships.Where(r => r.Id == id.Value)));

    private static readonly CompiledQuery<Guid, Participants> OfSession = new((db, id) => db.Participants(
        from session in db.CoachingSessions
        join relationship in db.CoachingRelationships on session.CoachingRelationshipId equals relationship.Id
        where session.Id == id.Value
        select relationship));

    /// <summary>
    /// The relationships that a user is part of and may see: whoever has left the organization sees nothing of it any more, also in
    /// lists of their own.
    /// </summary>
    public static IQueryable<CoachingRelationship> RelationshipsOf(
        this IAppDb db, Guid userId, RelationshipRole side = RelationshipRole.All)
    {
        var theirs = side switch
        {
            RelationshipRole.Coach => db.CoachingRelationships.Where(r => r.CoachId == userId),
            RelationshipRole.Coachee => db.CoachingRelationships.Where(r => r.CoacheeId == userId),
            _ => db.CoachingRelationships.Where(r => r.CoachId == userId || r.CoacheeId == userId),
        };
        var memberships = db.AllMemberships();
        return theirs.Where(r => memberships.Any(m => m.UserId == userId && m.OrganizationId == r.OrganizationId));
    }

    /// <exception cref="NotFoundException">There is no such relationship.</exception>
    public static async Task<Participants> ParticipantsOfRelationshipAsync(this IAppDb db, Guid relationshipId, CancellationToken ct) =>
        await OfRelationship.SingleOrDefaultAsync(db, relationshipId, ct)
        ?? throw new NotFoundException("coaching relationship");

    /// <exception cref="NotFoundException">There is no such relationship in this organization.</exception>
    public static async Task<Participants> ParticipantsInOrganizationAsync(
        this IAppDb db, Guid organizationId, Guid relationshipId, CancellationToken ct)
    {
        var participants = await db.ParticipantsOfRelationshipAsync(relationshipId, ct);
        return participants.OrganizationId == organizationId ? participants : throw new NotFoundException("coaching relationship");
    }

    /// <exception cref="NotFoundException">There is no such session.</exception>
    public static async Task<Participants> ParticipantsOfSessionAsync(this IAppDb db, Guid sessionId, CancellationToken ct) =>
        await OfSession.SingleOrDefaultAsync(db, sessionId, ct)
        ?? throw new NotFoundException("coaching session");

    private static IQueryable<Participants> Participants(this IAppDb db, IQueryable<CoachingRelationship> relationships)
    {
        var memberships = db.AllMemberships();
        return relationships.Select(r => new Participants(
            r.Id, r.OrganizationId, r.CoachId, r.CoacheeId,
            memberships.Any(m => m.UserId == r.CoachId && m.OrganizationId == r.OrganizationId),
            memberships.Any(m => m.UserId == r.CoacheeId && m.OrganizationId == r.OrganizationId)));
    }
}
