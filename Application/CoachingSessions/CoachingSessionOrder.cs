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
        this IQueryable<CoachingSession> sessions, CoachingSessionSort? sortBy, SortOrder? sortOrder) =>
        sessions.SortBy(sortOrder, s => s.Id, sortBy switch
        {
            null when sortOrder is null => [s => s.CreatedAt],
            CoachingSessionSort.CreatedAt => [s => s.CreatedAt],
            CoachingSessionSort.UpdatedAt => [s => s.UpdatedAt],
            _ => [s => s.Date],
        });
}
