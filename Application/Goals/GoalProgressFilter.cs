using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;

namespace CoachingPlatform.Application.Goals;

public enum GoalProgressSort
{
    [JsonStringEnumMemberName("updated_at")] UpdatedAt,
    [JsonStringEnumMemberName("status_changed_at")] StatusChangedAt,
    [JsonStringEnumMemberName("created_at")] CreatedAt,
}

/// <summary>
/// Which goals of a relationship, and which of their actions count; without any wish, in the order in which they were set.
/// </summary>
public sealed record GoalProgressFilter
{
    internal const int MaxLimit = 100;

    /// <summary>Only goals with this status.</summary>
    public ItemStatus? Status { get; init; }

    /// <summary>Only goals linked to this session.</summary>
    public Guid? CoachingSessionId { get; init; }

    /// <summary>Only actions assigned to the <c>coach</c>, the <c>coachee</c> or the one of them with this id count.</summary>
    public Assignee? Assignee { get; init; }

    /// <summary>Default when only an order is given: <c>updated_at</c>.</summary>
    public GoalProgressSort? SortBy { get; init; }

    /// <summary>Default when only a field is given: <c>asc</c>.</summary>
    public SortOrder? SortOrder { get; init; }

    /// <summary>At most this many goals, and at most 100; by default all.</summary>
    [Range(0, int.MaxValue, ErrorMessage = "limit: a number that is not negative is expected.")]
    public int? Limit { get; init; }

    internal IQueryable<Goal> Apply(IQueryable<Goal> goals, IQueryable<CoachingSessionGoal> links)
    {
        if (Status is not null)
            goals = goals.Where(g => g.Status == Status);
        if (CoachingSessionId is not null)
            goals = goals.Where(g => links.Any(link => link.GoalId == g.Id && link.CoachingSessionId == CoachingSessionId));
        goals = Sorting.Apply(goals);
        return Limit is { } limit ? goals.Take(Math.Min(limit, MaxLimit)) : goals;
    }

    private Sorting<Goal> Sorting => SortBy switch
    {
        null when SortOrder is null => new(SortOrder, g => g.Id, g => g.CreatedAt),
        GoalProgressSort.CreatedAt => new(SortOrder, g => g.Id, g => g.CreatedAt),
        GoalProgressSort.StatusChangedAt => new(SortOrder, g => g.Id, g => g.StatusChangedAt),
        _ => new(SortOrder, g => g.Id, g => g.UpdatedAt),
    };
}
