using CoachingPlatform.Domain.Topics;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Topics;

public static class TopicQueries
{
    /// <summary>The topics of a session that were not deleted.</summary>
    public static IQueryable<Topic> LiveTopics(this IAppDb db, Guid sessionId) =>
        db.Topics.Where(t => t.CoachingSessionId == sessionId && t.DeletedAt == null);

    /// <summary>The place after the last topic of a session.</summary>
    public static async Task<int> NextPlaceAsync(this IAppDb db, Guid sessionId, CancellationToken ct) =>
        await db.LiveTopics(sessionId).MaxAsync(t => (int?)t.DisplayOrder, ct) + 1 ?? 0;
}
