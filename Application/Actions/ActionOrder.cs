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
    public static IQueryable<ActionItem> Sort(this IQueryable<ActionItem> actions, ActionSort? sortBy, SortOrder? sortOrder) =>
        actions.SortBy(sortOrder, a => a.Id, sortBy switch
        {
            null when sortOrder is null => [a => a.CreatedAt],
            ActionSort.CreatedAt => [a => a.CreatedAt],
            ActionSort.UpdatedAt => [a => a.UpdatedAt],
            _ => [a => a.DueBy == null, a => a.DueBy],
        });
}
