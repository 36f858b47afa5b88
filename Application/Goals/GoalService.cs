using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Goals;

/// <summary>
/// Goals belong to a relationship; its coach and its coachee read and change them. Whatever may put a goal in progress
/// works under the relationship's lock, so that two people at the same moment never exceed the limit.
/// </summary>
public sealed class GoalService(IAppDb db, IOutbox outbox, IMapper mapper, TimeProvider clock)
{
    public async Task<IReadOnlyList<GoalDto>> ListAsync(RelationshipGoalFilter filter, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfRelationshipAsync(filter.CoachingRelationshipId, ct)).Require(callerId);
        return await ReadAsync(db.Goals.Where(g => g.CoachingRelationshipId == filter.CoachingRelationshipId), filter, ct);
    }

    /// <summary>Goals that the caller has set, in all relationships that they may see.</summary>
    public async Task<IReadOnlyList<GoalDto>> ListOfUserAsync(Guid userId, UserGoalFilter filter, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        return await ReadAsync(
            from goal in db.Goals
            join relationship in db.RelationshipsOf(userId) on goal.CoachingRelationshipId equals relationship.Id
            where goal.UserId == userId && (filter.CoachingRelationshipId == null || relationship.Id == filter.CoachingRelationshipId)
            select goal,
            filter, ct);
    }

    public async Task<GoalDto> GetAsync(Guid goalId, Guid callerId, CancellationToken ct) =>
        mapper.Map<GoalDto>((await LoadAsync(goalId, callerId, ct)).Goal);

    /// <exception cref="ConflictException">Too many goals are in progress (<c>conflict</c>).</exception>
    /// <exception cref="RuleException">A goal that is over is to be linked (<c>cannot_link_completed_goal</c>).</exception>
    public async Task<GoalDto> CreateAsync(CreateGoalRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfRelationshipAsync(request.CoachingRelationshipId, ct)).Require(callerId);
        return await db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var now = clock.UtcNow();
            var goal = Goal.Create(
                participants.RelationshipId, request.CreatedInSessionId, callerId, request.Title, request.Body, request.Status,
                request.TargetDate, now);
            if (request.CreatedInSessionId is { } sessionId)
            {
                await RequireSessionAsync(sessionId, participants.RelationshipId, ct);
                goal.EnsureLinkable();
                goal.ChangeStatus(ItemStatus.InProgress, now);
                db.CoachingSessionGoals.Add(CoachingSessionGoal.Create(sessionId, goal.Id, now));
            }
            await EnsureRoomAsync(goal, ct);
            db.Goals.Add(goal);
            var dto = mapper.Map<GoalDto>(goal);
            outbox.Add(participants.Recipients, new GoalCreated(participants.RelationshipId, dto));
            return dto;
        }, ct);
    }

    /// <exception cref="ConflictException">Too many goals are in progress (<c>conflict</c>).</exception>
    public Task<GoalDto> UpdateAsync(Guid goalId, UpdateGoalRequest request, Guid callerId, CancellationToken ct) => ChangeAsync(
        goalId, goal => goal.Update(request.Title, request.Body, request.Status, request.TargetDate, clock.UtcNow()), callerId, ct);

    /// <exception cref="ConflictException">Too many goals are in progress (<c>conflict</c>).</exception>
    public Task<GoalDto> ChangeStatusAsync(Guid goalId, ItemStatus status, Guid callerId, CancellationToken ct) =>
        ChangeAsync(goalId, goal => goal.ChangeStatus(status, clock.UtcNow()), callerId, ct);

    /// <summary>Its links go with it; actions that served it stay.</summary>
    public async Task DeleteAsync(Guid goalId, Guid callerId, CancellationToken ct)
    {
        var (goal, participants) = await LoadAsync(goalId, callerId, ct);

        db.Goals.Remove(goal);
        outbox.Add(participants.Recipients, new GoalDeleted(participants.RelationshipId, goalId));
        await db.SaveChangesAsync(ct);
    }

    public async Task<IReadOnlyList<CoachingSessionGoalDto>> ListLinksAsync(Guid goalId, Guid callerId, CancellationToken ct)
    {
        await LoadAsync(goalId, callerId, ct);
        return await db.CoachingSessionGoals.AsNoTracking()
            .Where(link => link.GoalId == goalId)
            .OrderBy(link => link.CreatedAt).ThenBy(link => link.Id)
            .ProjectTo<CoachingSessionGoalDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
    }

    private async Task<GoalDto> ChangeAsync(Guid goalId, Action<Goal> change, Guid callerId, CancellationToken ct)
    {
        var participants = await ParticipantsOfGoalAsync(goalId, callerId, ct);
        return await db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var goal = await db.Goals.SingleOrDefaultAsync(g => g.Id == goalId, ct) ?? throw new NotFoundException("goal");
            var before = goal.Status;

            change(goal);
            if (before != ItemStatus.InProgress)
                await EnsureRoomAsync(goal, ct);
            var dto = mapper.Map<GoalDto>(goal);
            outbox.Add(participants.Recipients, new GoalUpdated(participants.RelationshipId, dto));
            return dto;
        }, ct);
    }

    /// <summary>Refuses one more goal in progress than a relationship may have; the goal itself is not counted.</summary>
    private async Task EnsureRoomAsync(Goal goal, CancellationToken ct)
    {
        if (goal.Status == ItemStatus.InProgress)
            await db.EnsureRoomForGoalAsync(goal, ct);
    }

    private async Task RequireSessionAsync(Guid sessionId, Guid relationshipId, CancellationToken ct)
    {
        if (!await db.CoachingSessions.AnyAsync(s => s.Id == sessionId && s.CoachingRelationshipId == relationshipId, ct))
            throw new NotFoundException("coaching session in this relationship");
    }

    private async Task<Participants> ParticipantsOfGoalAsync(Guid goalId, Guid callerId, CancellationToken ct)
    {
        var relationshipId = await db.Goals.Where(g => g.Id == goalId).Select(g => (Guid?)g.CoachingRelationshipId).SingleOrDefaultAsync(ct)
            ?? throw new NotFoundException("goal");
        return (await db.ParticipantsOfRelationshipAsync(relationshipId, ct)).Require(callerId);
    }

    private async Task<(Goal Goal, Participants Participants)> LoadAsync(Guid goalId, Guid callerId, CancellationToken ct)
    {
        var goal = await db.Goals.SingleOrDefaultAsync(g => g.Id == goalId, ct) ?? throw new NotFoundException("goal");
        return (goal, (await db.ParticipantsOfRelationshipAsync(goal.CoachingRelationshipId, ct)).Require(callerId));
    }

    private async Task<IReadOnlyList<GoalDto>> ReadAsync(IQueryable<Goal> goals, GoalFilter filter, CancellationToken ct) =>
        await (await filter.ApplyAsync(goals.AsNoTracking(), ct)).ProjectTo<GoalDto>(mapper.ConfigurationProvider).ToListAsync(ct);
}
