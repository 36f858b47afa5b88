using System.Text.Json.Serialization;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;

namespace CoachingPlatform.Application.Actions;

public enum ActionSort
{
    [JsonStringEnumMemberName("due_by")] DueBy,
    [JsonStringEnumMemberName("created_at")] CreatedAt,
    [JsonStringEnumMemberName("updated_at")] UpdatedAt,
}

public enum ActionScope
{
    [JsonStringEnumMemberName("sessions")] Sessions,
    [JsonStringEnumMemberName("assigned")] Assigned,
}

public enum AssigneeFilter
{
    [JsonStringEnumMemberName("all")] All,
    [JsonStringEnumMemberName("assigned")] Assigned,
    [JsonStringEnumMemberName("unassigned")] Unassigned,
}

/// <summary>In which order actions are listed: without any wish, in the one in which they were written down.</summary>
public abstract record ActionOrder : PagedFilter<ActionItem>
{
    /// <summary>Default when only an order is given: <c>due_by</c>.</summary>
    public ActionSort? SortBy { get; init; }

    /// <summary>Default when only a field is given: <c>asc</c>. Actions without a due date count as due last.</summary>
    public SortOrder? SortOrder { get; init; }

    internal override Sorting<ActionItem> Sorting => SortBy switch
    {
        null when SortOrder is null => new(SortOrder, a => a.Id, a => a.CreatedAt),
        ActionSort.CreatedAt => new(SortOrder, a => a.Id, a => a.CreatedAt),
        ActionSort.UpdatedAt => new(SortOrder, a => a.Id, a => a.UpdatedAt),
        _ => new(SortOrder, a => a.Id, a => a.DueBy == null, a => a.DueBy),
    };
}

/// <summary>Which actions of one session.</summary>
public sealed record SessionActionFilter : ActionOrder
{
    /// <summary>The session.</summary>
    public required Guid CoachingSessionId { get; init; }

    /// <summary>Only actions that serve this goal.</summary>
    public Guid? GoalId { get; init; }

    internal Task<IQueryable<ActionItem>> ApplyAsync(IQueryable<ActionItem> actions, CancellationToken ct) =>
        PageAsync(actions.Where(a => a.CoachingSessionId == CoachingSessionId && (GoalId == null || a.GoalId == GoalId)), ct);
}

/// <summary>Which actions across sessions; what is null leaves all.</summary>
public abstract record ActionFilter : ActionOrder
{
    /// <summary>Only actions with this status.</summary>
    public ItemStatus? Status { get; init; }

    /// <summary>Only actions that somebody, or nobody, is assigned to.</summary>
    public AssigneeFilter? AssigneeFilter { get; init; }

    internal virtual Task<IQueryable<ActionItem>> ApplyAsync(IQueryable<ActionItem> actions, CancellationToken ct)
    {
        if (Status is not null)
            actions = actions.Where(a => a.Status == Status);
        actions = AssigneeFilter switch
        {
            Actions.AssigneeFilter.Assigned => actions.Where(a => a.Assignees.Any()),
            Actions.AssigneeFilter.Unassigned => actions.Where(a => !a.Assignees.Any()),
            _ => actions,
        };
        return PageAsync(actions, ct);
    }
}

/// <summary>Which actions of one user.</summary>
public sealed record UserActionFilter : ActionFilter
{
    /// <summary>
    /// <c>sessions</c> (default): of the sessions in which the user is coach or coachee; <c>assigned</c>: assigned to the user.
    /// </summary>
    public ActionScope? Scope { get; init; }

    /// <summary>Only actions of this session.</summary>
    public Guid? CoachingSessionId { get; init; }

    /// <summary>Only actions of this relationship.</summary>
    public Guid? CoachingRelationshipId { get; init; }

    /// <summary>Only actions that serve this goal.</summary>
    public Guid? GoalId { get; init; }

    internal override Task<IQueryable<ActionItem>> ApplyAsync(IQueryable<ActionItem> actions, CancellationToken ct)
    {
        if (CoachingSessionId is not null)
            actions = actions.Where(a => a.CoachingSessionId == CoachingSessionId);
        if (GoalId is not null)
            actions = actions.Where(a => a.GoalId == GoalId);
        return base.ApplyAsync(actions, ct);
    }
}

/// <summary>Which actions of the relationships of an organization.</summary>
public sealed record RelationshipActionFilter : ActionFilter
{
    /// <summary>Only actions assigned to the <c>coach</c>, the <c>coachee</c> or the user with this id.</summary>
    public Assignee? Assignee { get; init; }
}
