namespace CoachingPlatform.Domain.Actions;

/// <summary>Something agreed to be done, written down in a coaching session. On the wire it is an "action".</summary>
public sealed class ActionItem : IVersioned
{
    public const int BodyMaxLength = 20_000;

    private readonly List<ActionAssignee> _assignees = [];

    private ActionItem()
    {
    }

    public Guid Id { get; private set; }

    public Guid CoachingSessionId { get; private set; }

    /// <summary>The goal it serves; null when it serves none.</summary>
    public Guid? GoalId { get; private set; }

    /// <summary>Who wrote it down.</summary>
    public Guid UserId { get; private set; }

    public string? Body { get; private set; }

    /// <summary>UTC; null: no due date.</summary>
    public DateTime? DueBy { get; private set; }

    public ItemStatus Status { get; private set; }

    /// <summary>When <see cref="Status"/> last took another value, UTC.</summary>
    public DateTime StatusChangedAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public Guid Version { get; private set; }

    public IReadOnlyCollection<ActionAssignee> Assignees => _assignees;

    public static ActionItem Create(
        Guid sessionId, Guid? goalId, Guid userId, string? body, DateTime? dueBy, ItemStatus status, IEnumerable<Guid> assigneeIds,
        DateTime now)
    {
        var action = new ActionItem
        {
            Id = Guid.NewGuid(),
            CoachingSessionId = sessionId,
            GoalId = goalId,
            UserId = userId,
            Body = body,
            DueBy = dueBy,
            Status = status,
            StatusChangedAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        };
        action.Assign(assigneeIds);
        return action;
    }

    /// <summary>Replaces the content; <paramref name="assigneeIds"/> null keeps the assignees.</summary>
    public void Update(
        Guid? goalId, string? body, DateTime? dueBy, ItemStatus status, IEnumerable<Guid>? assigneeIds, DateTime now)
    {
        GoalId = goalId;
        Body = body;
        DueBy = dueBy;
        ChangeStatus(status, now);
        if (assigneeIds is not null)
            Assign(assigneeIds);
        UpdatedAt = now;
    }

    public void ChangeStatus(ItemStatus status, DateTime now)
    {
        if (status != Status)
            (Status, StatusChangedAt) = (status, now);
        UpdatedAt = now;
    }

    /// <summary>Naming somebody twice assigns once.</summary>
    private void Assign(IEnumerable<Guid> userIds)
    {
        var wanted = userIds.ToHashSet();
        _assignees.RemoveAll(assignee => !wanted.Contains(assignee.UserId));
        wanted.ExceptWith(_assignees.Select(assignee => assignee.UserId));
        _assignees.AddRange(wanted.Select(userId => new ActionAssignee(Id, userId)));
    }
}
