using System.Text.Json.Serialization;
using CoachingPlatform.Domain.Actions;

namespace CoachingPlatform.Application.Actions;

public enum ActionSort
{
    [JsonStringEnumMemberName("due_by")] DueBy,
    [JsonStringEnumMemberName("created_at")] CreatedAt,
    [JsonStringEnumMemberName("updated_at")] UpdatedAt,
}

internal static class ActionOrder
{
    /// <summary>Actions without a due date come last in ascending and first in descending order.</summary>
    public static IQueryable<ActionItem> Sort(this IQueryable<ActionItem> actions, ActionSort? sortBy, SortOrder? sortOrder)
    {
        var sorted = (sortBy, sortOrder) switch
        {
            (null, null) => actions.OrderBy(a => a.CreatedAt),
            (ActionSort.CreatedAt, SortOrder.Desc) => actions.OrderByDescending(a => a.CreatedAt),
            (ActionSort.CreatedAt, _) => actions.OrderBy(a => a.CreatedAt),
            (ActionSort.UpdatedAt, SortOrder.Desc) => actions.OrderByDescending(a => a.UpdatedAt),
            (ActionSort.UpdatedAt, _) => actions.OrderBy(a => a.UpdatedAt),
            (_, SortOrder.Desc) => actions.OrderByDescending(a => a.DueBy == null).ThenByDescending(a => a.DueBy),
            _ => actions.OrderBy(a => a.DueBy == null).ThenBy(a => a.DueBy),
        };
        return sorted.ThenBy(a => a.Id);
    }
}
