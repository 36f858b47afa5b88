using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Goals;

/// <summary>How goals are coming along: three queries, however many goals there are.</summary>
public sealed class GoalProgressService(IAppDb db, TimeProvider clock)
{
    public async Task<GoalProgressDto> GetAsync(Guid goalId, Guid callerId, CancellationToken ct)
    {
        var goal = await db.Goals.AsNoTracking().SingleOrDefaultAsync(g => g.Id == goalId, ct) ?? throw new NotFoundException("goal");
        (await db.ParticipantsOfRelationshipAsync(goal.CoachingRelationshipId, ct)).Require(callerId);
        return (await AssessAsync([goal], null, ct))[goalId];
    }

    /// <exception cref="NotFoundException">No such relationship in this organization.</exception>
    /// <exception cref="BadRequestException">The assignee is neither of the two.</exception>
    public async Task<GoalProgressListDto> ListAsync(
        Guid organizationId, Guid relationshipId, GoalProgressFilter filter, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsInOrganizationAsync(organizationId, relationshipId, ct)).Require(callerId);
        var assigneeId = AssigneeId(filter.Assignee, participants);
        var found = await filter.Apply(
            db.Goals.AsNoTracking().Where(g => g.CoachingRelationshipId == relationshipId), db.CoachingSessionGoals)
            .ToListAsync(ct);
        var progress = await AssessAsync(found, assigneeId, ct);
        return new GoalProgressListDto(found.ConvertAll(goal => new GoalWithProgressDto(
            goal.Id, goal.CoachingRelationshipId, goal.Title, goal.Body, goal.Status, goal.StatusChangedAt, goal.TargetDate, goal.CreatedAt,
            goal.UpdatedAt, progress[goal.Id])));
    }

    private async Task<Dictionary<Guid, GoalProgressDto>> AssessAsync(
        IReadOnlyCollection<Goal> goals, Guid? assigneeId, CancellationToken ct)
    {
        var ids = goals.Select(goal => goal.Id).ToArray();
        var actions = (await db.Actions.AsNoTracking()
            .Where(a => a.GoalId != null && EF.Parameter(ids).Contains(a.GoalId.Value))
            .Where(a => assigneeId == null || a.Assignees.Any(assignee => assignee.UserId == assigneeId))
            .Select(a => new { a.GoalId, a.Status, a.StatusChangedAt, a.DueBy })
            .ToListAsync(ct)).ToLookup(action => action.GoalId);
        var sessions = (await (
            from link in db.CoachingSessionGoals
            join session in db.CoachingSessions on link.CoachingSessionId equals session.Id
            where EF.Parameter(ids).Contains(link.GoalId)
            select new { link.GoalId, session.Date }).ToListAsync(ct)).ToLookup(link => link.GoalId, link => (DateTime?)link.Date);

        var now = clock.UtcNow();
        return goals.ToDictionary(goal => goal.Id, goal =>
        {
            var completed = actions[goal.Id].Where(action => action.Status == ItemStatus.Completed).ToList();
            var effort = new GoalEffort(
                completed.Count, actions[goal.Id].Count(), completed.Max(action => (DateTime?)action.StatusChangedAt));
            return new GoalProgressDto
            {
                Progress = effort.Assess(goal.CreatedAt, goal.TargetDate, now),
                ActionsCompleted = effort.ActionsCompleted,
                ActionsTotal = effort.ActionsTotal,
                LinkedCoachingSessionCount = sessions[goal.Id].Count(),
                LastCoachingSessionDate = sessions[goal.Id].Max(),
                NextActionDue = actions[goal.Id].Where(action => action.Status != ItemStatus.Completed).Min(action => action.DueBy),
            };
        });
    }

    private static Guid? AssigneeId(Assignee? assignee, Participants participants)
    {
        if (assignee?.UserId is { } userId && !participants.Contains(userId))
            throw new BadRequestException("assignee: this user is neither the coach nor the coachee.");
        return assignee?.Side switch
        {
            RelationshipRole.Coach => participants.CoachId,
            RelationshipRole.Coachee => participants.CoacheeId,
            _ => assignee?.UserId,
        };
    }
}
