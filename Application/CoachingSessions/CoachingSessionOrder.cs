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
        sessions.SortBy(sortOrder, sortBy switch
        {
            null when sortOrder is null => [s => s.CreatedAt, s => s.Id],
            CoachingSessionSort.CreatedAt => [s => s.CreatedAt, s => s.Id],
            CoachingSessionSort.UpdatedAt => [s => s.UpdatedAt, s => s.Id],
            _ => [s => s.Date, s => s.Id],
        });
}
