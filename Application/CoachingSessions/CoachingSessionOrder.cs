using System.Text.Json.Serialization;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Application.CoachingSessions;

public enum CoachingSessionSort
{
    [JsonStringEnumMemberName("date")] Date,
    [JsonStringEnumMemberName("created_at")] CreatedAt,
    [JsonStringEnumMemberName("updated_at")] UpdatedAt,
}

internal static class CoachingSessionOrder
{
    public static IQueryable<CoachingSession> Sort(
        this IQueryable<CoachingSession> sessions, CoachingSessionSort? sortBy, SortOrder? sortOrder)
    {
        var sorted = (sortBy, sortOrder) switch
        {
            (null, null) => sessions.OrderBy(s => s.CreatedAt),
            (CoachingSessionSort.CreatedAt, SortOrder.Desc) => sessions.OrderByDescending(s => s.CreatedAt),
            (CoachingSessionSort.CreatedAt, _) => sessions.OrderBy(s => s.CreatedAt),
            (CoachingSessionSort.UpdatedAt, SortOrder.Desc) => sessions.OrderByDescending(s => s.UpdatedAt),
            (CoachingSessionSort.UpdatedAt, _) => sessions.OrderBy(s => s.UpdatedAt),
            (_, SortOrder.Desc) => sessions.OrderByDescending(s => s.Date),
            _ => sessions.OrderBy(s => s.Date),
        };
        return sorted.ThenBy(s => s.Id);
    }
}
