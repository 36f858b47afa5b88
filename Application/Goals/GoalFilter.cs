using System.Text.Json.Serialization;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;

namespace CoachingPlatform.Application.Goals;

public enum GoalSort
{
    [JsonStringEnumMemberName("title")] Title,
    [JsonStringEnumMemberName("created_at")] CreatedAt,
    [JsonStringEnumMemberName("updated_at")] UpdatedAt,
}

/// <summary>Which goals, and in which order: without any wish, in the one in which they were set.</summary>
public abstract record GoalFilter : PagedFilter<Goal>
{
    /// <summary>Only goals with this status.</summary>
    public ItemStatus? Status { get; init; }

    /// <summary>Default when only an order is given: <c>title</c>.</summary>
    public GoalSort? SortBy { get; init; }

    /// <summary>Default when only a field is given: <c>asc</c>.</summary>
    public SortOrder? SortOrder { get; init; }

    internal Task<IQueryable<Goal>> ApplyAsync(IQueryable<Goal> goals, CancellationToken ct) =>
        PageAsync(goals.Where(g => Status == null || g.Status == Status), ct);

    internal override Sorting<Goal> Sorting => SortBy switch
    {
        null when SortOrder is null => new(SortOrder, g => g.Id, g => g.CreatedAt),
        GoalSort.CreatedAt => new(SortOrder, g => g.Id, g => g.CreatedAt),
        GoalSort.UpdatedAt => new(SortOrder, g => g.Id, g => g.UpdatedAt),
        _ => new(SortOrder, g => g.Id, g => g.Title),
    };
}

/// <summary>Which goals of one relationship.</summary>
public sealed record RelationshipGoalFilter : GoalFilter
{
    /// <summary>The coaching relationship.</summary>
    public required Guid CoachingRelationshipId { get; init; }
}

/// <summary>Which goals of one user.</summary>
public sealed record UserGoalFilter : GoalFilter
{
    /// <summary>Only goals of this relationship.</summary>
    public Guid? CoachingRelationshipId { get; init; }
}
