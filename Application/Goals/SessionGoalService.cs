using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Goals;

/// <summary>Which goals are worked on in which session.</summary>
public sealed class SessionGoalService(IAppDb db, IOutbox outbox, IMapper mapper, TimeProvider clock)
{
    /// <summary>The goals of one session, whatever their status.</summary>
    public async Task<IReadOnlyList<GoalDto>> ListAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        var goals =
            from link in db.CoachingSessionGoals
            where link.CoachingSessionId == sessionId
            join goal in db.Goals on link.GoalId equals goal.Id
            orderby goal.CreatedAt, goal.Id
            select goal;
        return await goals.AsNoTracking()
            .ProjectTo<GoalDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
    }

    /// <summary>The goals of all sessions of one relationship.</summary>
    public async Task<SessionGoalsDto> ListOfRelationshipAsync(Guid relationshipId, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfRelationshipAsync(relationshipId, ct)).Require(callerId);
        var sessionIds = await db.CoachingSessions.Where(s => s.CoachingRelationshipId == relationshipId).Select(s => s.Id).ToListAsync(ct);
        return await ReadAsync(sessionIds, ct);
    }

    /// <summary>The goals of several sessions, each of which must be the caller's.</summary>
    /// <exception cref="NotFoundException">One of the sessions does not exist.</exception>
    public async Task<SessionGoalsDto> ListOfSessionsAsync(IReadOnlyCollection<Guid> sessionIds, Guid callerId, CancellationToken ct)
    {
        var found = await db.CoachingSessions
            .Where(s => EF.Parameter(sessionIds).Contains(s.Id))
            .Select(s => new { s.Id, s.CoachingRelationshipId })
            .ToListAsync(ct);
        if (found.Count < sessionIds.Count)
            throw new NotFoundException("coaching session");
        foreach (var relationshipId in found.Select(s => s.CoachingRelationshipId).Distinct())
            (await db.ParticipantsOfRelationshipAsync(relationshipId, ct)).Require(callerId);
        return await ReadAsync(sessionIds, ct);
    }

    /// <summary>Works on a goal in a session; a goal that was waiting is in progress then.</summary>
    /// <exception cref="RuleException">The goal is over (<c>cannot_link_completed_goal</c>).</exception>
    /// <exception cref="ConflictException">
    /// It is linked already (<c>goal_already_linked_to_session</c>), or too many others are in progress (<c>conflict</c>).
    /// </exception>
    public async Task<CoachingSessionGoalDto> LinkAsync(Guid sessionId, Guid goalId, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        var relationshipId = participants.RelationshipId;
        return await db.LockRelationshipAsync(relationshipId, async () =>
        {
            var goal = await db.Goals.SingleOrDefaultAsync(g => g.Id == goalId && g.CoachingRelationshipId == relationshipId, ct)
                ?? throw new NotFoundException("goal in this relationship");
            goal.EnsureLinkable();
            if (await db.CoachingSessionGoals.AnyAsync(link => link.CoachingSessionId == sessionId && link.GoalId == goalId, ct))
                throw new ConflictException("goal_already_linked_to_session", "This goal is linked to this session already.");

            var now = clock.UtcNow();
            var created = CoachingSessionGoal.Create(sessionId, goalId, now);
            db.CoachingSessionGoals.Add(created);
            outbox.Add(participants.Recipients, new CoachingSessionGoalCreated(relationshipId, sessionId, goalId));
            if (goal.Status != ItemStatus.InProgress)
            {
                await db.EnsureRoomForGoalAsync(goal, ct);
                goal.ChangeStatus(ItemStatus.InProgress, now);
                outbox.Add(participants.Recipients, new GoalUpdated(relationshipId, mapper.Map<GoalDto>(goal)));
            }
            return mapper.Map<CoachingSessionGoalDto>(created);
        }, ct);
    }

    /// <summary>The goal keeps its status.</summary>
    /// <exception cref="NotFoundException">They are not linked.</exception>
    public async Task UnlinkAsync(Guid sessionId, Guid goalId, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        var link = await db.CoachingSessionGoals.SingleOrDefaultAsync(l => l.CoachingSessionId == sessionId && l.GoalId == goalId, ct)
            ?? throw new NotFoundException("goal linked to this session");

        db.CoachingSessionGoals.Remove(link);
        outbox.Add(participants.Recipients, new CoachingSessionGoalDeleted(participants.RelationshipId, sessionId, goalId));
        await db.SaveChangesAsync(ct);
    }

    private async Task<SessionGoalsDto> ReadAsync(IReadOnlyCollection<Guid> sessionIds, CancellationToken ct)
    {
        var links = await db.CoachingSessionGoals.AsNoTracking()
            .Where(link => EF.Parameter(sessionIds).Contains(link.CoachingSessionId))
            .Select(link => new { link.CoachingSessionId, link.GoalId })
            .ToListAsync(ct);
        var goalIds = links.Select(link => link.GoalId).Distinct().ToArray();
        var goals = await db.Goals.AsNoTracking()
            .Where(g => EF.Parameter(goalIds).Contains(g.Id))
            .OrderBy(g => g.CreatedAt).ThenBy(g => g.Id)
            .ProjectTo<GoalDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
        var linked = links.ToLookup(link => link.CoachingSessionId, link => link.GoalId);
        return new SessionGoalsDto(sessionIds.ToDictionary(
            id => id, id => (IReadOnlyList<GoalDto>)[.. goals.Where(goal => linked[id].Contains(goal.Id))]));
    }
}
