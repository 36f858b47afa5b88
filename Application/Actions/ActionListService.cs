using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;
using CoachingPlatform.Domain.CoachingRelationships;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Actions;

/// <summary>Actions across sessions. The coach sees all of a relationship, the coachee their own and those of nobody.</summary>
public sealed class ActionListService(IAppDb db, IMapper mapper)
{
    /// <summary>
    /// The actions of one user, for that user and for their coaches; a coach sees those of the relationships they share.
    /// </summary>
    /// <exception cref="ForbiddenException">The caller is neither.</exception>
    public async Task<IReadOnlyList<ActionDto>> ListOfUserAsync(
        Guid userId, UserActionFilter filter, Guid callerId, CancellationToken ct)
    {
        var relationships = userId == callerId
            ? db.RelationshipsOf(callerId)
            : db.RelationshipsOf(callerId, RelationshipRole.Coach).Where(r => r.CoacheeId == userId);
        if (userId != callerId && !await relationships.AnyAsync(ct))
            throw new ForbiddenException("These actions are open to that user and their coaches.");

        var actions = ActionsOf(relationships.Where(r => filter.CoachingRelationshipId == null || r.Id == filter.CoachingRelationshipId));
        if (filter.Scope == ActionScope.Assigned)
            actions = actions.Where(a => a.Assignees.Any(assignee => assignee.UserId == userId));
        return await ReadAsync(actions, filter, ct);
    }

    /// <exception cref="NotFoundException">No such organization, or no such relationship in it.</exception>
    /// <exception cref="ForbiddenException">
    /// Not the caller's, or a coachee asks for somebody else (<c>forbidden_assignee_scope</c>).
    /// </exception>
    public async Task<IReadOnlyList<ActionDto>> ListOfRelationshipAsync(
        Guid organizationId, Guid relationshipId, RelationshipActionFilter filter, Guid callerId, CancellationToken ct)
    {
        await db.RequireMemberAsync(organizationId, callerId, ct);
        var participants = (await db.ParticipantsInOrganizationAsync(organizationId, relationshipId, ct)).Require(callerId);
        var wanted = filter.Assignee ?? Assignee.Anybody;
        if (callerId != participants.CoachId)
            wanted.RequireOwn(callerId);
        return await ReadAsync(
            Visible(db.CoachingRelationships.Where(r => r.Id == relationshipId), wanted, callerId), filter, ct);
    }

    /// <summary>The actions of all relationships of the caller in an organization; two coaches of one coachee share a key.</summary>
    /// <exception cref="ForbiddenException">
    /// Not a member, or somebody who coaches nobody asks for others (<c>forbidden_assignee_scope</c>).
    /// </exception>
    public async Task<CoacheeActionsDto> ListOfOrganizationAsync(
        Guid organizationId, RelationshipActionFilter filter, Guid callerId, CancellationToken ct)
    {
        await db.RequireMemberAsync(organizationId, callerId, ct);
        var own = db.RelationshipsOf(callerId).Where(r => r.OrganizationId == organizationId);
        var relationships = await own.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Select(r => new { r.Id, r.CoachId, r.CoacheeId })
            .ToListAsync(ct);
        var wanted = filter.Assignee ?? Assignee.Anybody;
        if (relationships.All(r => r.CoachId != callerId))
            wanted.RequireOwn(callerId);

        var found = await ReadAsync(Visible(own, wanted, callerId), filter, ct);
        var sessionIds = found.Select(action => action.CoachingSessionId).Distinct().ToArray();
        var coacheeBySession = await (
            from session in db.CoachingSessions
            join relationship in db.CoachingRelationships on session.CoachingRelationshipId equals relationship.Id
            where EF.Parameter(sessionIds).Contains(session.Id)
            select new { session.Id, relationship.CoacheeId }).ToDictionaryAsync(session => session.Id, session => session.CoacheeId, ct);
        var actions = found.ToLookup(action => coacheeBySession.GetValueOrDefault(action.CoachingSessionId));   // nobody's: deleted just now
        return new CoacheeActionsDto(relationships.Select(r => r.CoacheeId).Distinct()
            .ToDictionary(coachee => coachee, coachee => (IReadOnlyList<ActionDto>)[.. actions[coachee]]));
    }

    private IQueryable<ActionItem> ActionsOf(IQueryable<CoachingRelationship> relationships) =>
        from action in db.Actions
        join session in db.CoachingSessions on action.CoachingSessionId equals session.Id
        join relationship in relationships on session.CoachingRelationshipId equals relationship.Id
        select action;

    private IQueryable<ActionItem> Visible(IQueryable<CoachingRelationship> relationships, Assignee wanted, Guid callerId) =>
        from action in db.Actions
        join session in db.CoachingSessions on action.CoachingSessionId equals session.Id
        join relationship in relationships on session.CoachingRelationshipId equals relationship.Id
        where relationship.CoachId == callerId || !action.Assignees.Any() || action.Assignees.Any(a => a.UserId == callerId)
        where wanted.Side != RelationshipRole.Coach || action.Assignees.Any(a => a.UserId == relationship.CoachId)
        where wanted.Side != RelationshipRole.Coachee || action.Assignees.Any(a => a.UserId == relationship.CoacheeId)
        where wanted.UserId == null || action.Assignees.Any(a => a.UserId == wanted.UserId)
        select action;

    private async Task<IReadOnlyList<ActionDto>> ReadAsync(IQueryable<ActionItem> actions, ActionFilter filter, CancellationToken ct) =>
        await (await filter.ApplyAsync(actions.AsNoTracking(), ct)).ProjectTo<ActionDto>(mapper.ConfigurationProvider).ToListAsync(ct);
}
