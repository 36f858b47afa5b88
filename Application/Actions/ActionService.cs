using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Actions;

/// <summary>Actions belong to a session; its coach and its coachee read and change them, and each sees what the other does.</summary>
public sealed class ActionService(IAppDb db, IOutbox outbox, IMailQueue mails, IMapper mapper, TimeProvider clock)
{
    private static readonly CompiledQuery<Guid, ActionItem> WithAssignees = new(
        (db, id) => db.Actions.Include(action => action.Assignees).Where(action => action.Id == id.Value));

    public async Task<IReadOnlyList<ActionDto>> ListAsync(SessionActionFilter filter, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfSessionAsync(filter.CoachingSessionId, ct)).Require(callerId);
        return await (await filter.ApplyAsync(db.Actions.AsNoTracking(), ct))
            .ProjectTo<ActionDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
    }

    public async Task<ActionDto> GetAsync(Guid actionId, Guid callerId, CancellationToken ct)
    {
        var action = await db.Actions.AsNoTracking()
            .Where(a => a.Id == actionId)
            .ProjectTo<ActionDto>(mapper.ConfigurationProvider)
            .SingleOrDefaultAsync(ct) ?? throw new NotFoundException("action");
        (await db.ParticipantsOfSessionAsync(action.CoachingSessionId, ct)).Require(callerId);
        return action;
    }

    /// <exception cref="RuleException">An assignee is neither the coach nor the coachee.</exception>
    public async Task<ActionDto> CreateAsync(CreateActionRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(request.CoachingSessionId, ct)).Require(callerId);
        await EnsureValidAsync(participants, request.GoalId, request.AssigneeIds, ct);

        var action = ActionItem.Create(
            request.CoachingSessionId, request.GoalId, callerId, request.Body, request.DueBy, request.Status, request.AssigneeIds ?? [],
            clock.UtcNow());
        db.Actions.Add(action);
        var dto = mapper.Map<ActionDto>(action);
        outbox.Add(participants.Recipients, new ActionCreated(action.CoachingSessionId, dto));
        TellAssignees(action, callerId, before: []);
        await db.SaveChangesAsync(ct);
        return dto;
    }

    /// <exception cref="RuleException">An assignee is neither the coach nor the coachee.</exception>
    public async Task<ActionDto> UpdateAsync(Guid actionId, UpdateActionRequest request, Guid callerId, CancellationToken ct)
    {
        var (action, participants) = await LoadAsync(actionId, callerId, ct);
        await EnsureValidAsync(participants, request.GoalId, request.AssigneeIds, ct);

        var before = action.Assignees.Select(assignee => assignee.UserId).ToList();
        action.Update(request.GoalId, request.Body, request.DueBy, request.Status, request.AssigneeIds, clock.UtcNow());
        TellAssignees(action, callerId, before);
        return await SaveUpdateAsync(action, participants, ct);
    }

    public async Task<ActionDto> ChangeStatusAsync(Guid actionId, ItemStatus status, Guid callerId, CancellationToken ct)
    {
        var (action, participants) = await LoadAsync(actionId, callerId, ct);

        action.ChangeStatus(status, clock.UtcNow());
        return await SaveUpdateAsync(action, participants, ct);
    }

    public async Task DeleteAsync(Guid actionId, Guid callerId, CancellationToken ct)
    {
        var (action, participants) = await LoadAsync(actionId, callerId, ct);

        db.Actions.Remove(action);
        outbox.Add(participants.Recipients, new ActionDeleted(action.CoachingSessionId, action.Id));
        await db.SaveChangesAsync(ct);
    }

    private async Task<(ActionItem Action, Participants Participants)> LoadAsync(Guid actionId, Guid callerId, CancellationToken ct)
    {
        var action = await WithAssignees.SingleOrDefaultAsync(db, actionId, ct)
            ?? throw new NotFoundException("action");
        return (action, (await db.ParticipantsOfSessionAsync(action.CoachingSessionId, ct)).Require(callerId));
    }

    private async Task<ActionDto> SaveUpdateAsync(ActionItem action, Participants participants, CancellationToken ct)
    {
        var dto = mapper.Map<ActionDto>(action);
        outbox.Add(participants.Recipients, new ActionUpdated(action.CoachingSessionId, dto));
        await db.SaveChangesAsync(ct);
        return dto;
    }

    /// <summary>Those who were assigned before know of it.</summary>
    private void TellAssignees(ActionItem action, Guid assignerId, IReadOnlyList<Guid> before)
    {
        foreach (var userId in action.Assignees.Select(assignee => assignee.UserId).Except(before))
            mails.Add(new ActionAssignedMail(userId, action.Id, assignerId));
    }

    private async Task EnsureValidAsync(Participants participants, Guid? goalId, IReadOnlyList<Guid>? assigneeIds, CancellationToken ct)
    {
        if (goalId is not null
            && !await db.Goals.AnyAsync(g => g.Id == goalId && g.CoachingRelationshipId == participants.RelationshipId, ct))
            throw new NotFoundException("goal in this relationship");
        if (assigneeIds?.All(participants.Contains) == false)
            throw new RuleException("An action is assigned to the coach or the coachee of its session.");
    }
}
