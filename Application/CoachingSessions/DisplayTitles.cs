using CoachingPlatform.Domain.CoachingSessions;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>
/// What sessions are called: their title, else their first topic, else the first of their goals that has a title. Two
/// queries, however many sessions there are.
/// </summary>
internal sealed class DisplayTitles
{
    private readonly Dictionary<Guid, string> _topics;
    private readonly ILookup<Guid, string> _goals;

    private DisplayTitles(Dictionary<Guid, string> topics, ILookup<Guid, string> goals) => (_topics, _goals) = (topics, goals);

    public static async Task<DisplayTitles> LoadAsync(IAppDb db, IQueryable<CoachingSession> sessions, CancellationToken ct)
    {
        var untitled = sessions.Where(s => s.Title == null);
        var topics = await (
            from topic in db.Topics
            join session in untitled on topic.CoachingSessionId equals session.Id
            where topic.DeletedAt == null
            orderby topic.DisplayOrder, topic.CreatedAt, topic.Id
            select new { topic.CoachingSessionId, topic.Body }).ToListAsync(ct);
        var goals = await (
            from link in db.CoachingSessionGoals
            join session in untitled on link.CoachingSessionId equals session.Id
            join goal in db.Goals on link.GoalId equals goal.Id
            orderby goal.CreatedAt, goal.Id
            select new { link.CoachingSessionId, goal.Title }).ToListAsync(ct);
        return new DisplayTitles(
            topics.GroupBy(topic => topic.CoachingSessionId).ToDictionary(group => group.Key, group => group.First().Body),
            goals.ToLookup(goal => goal.CoachingSessionId, goal => goal.Title));
    }

    /// <summary>Null when there is nothing to call the session by. A blank first topic counts as none; the second is not asked.</summary>
    public string? Of(Guid sessionId, string? title) =>
        new[] { title, _topics.GetValueOrDefault(sessionId) }.Concat(_goals[sessionId])
            .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))?.Trim();
}
