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

    public static async Task<DisplayTitles> LoadAsync(
        IAppDb db, IEnumerable<(Guid Id, string? Title)> sessions, CancellationToken ct)
    {
        var ids = sessions.Where(session => session.Title is null).Select(session => session.Id).ToArray();
        var topics = await (
            from topic in db.Topics
            where topic.DeletedAt == null && EF.Parameter(ids).Contains(topic.CoachingSessionId)
            orderby topic.DisplayOrder, topic.CreatedAt, topic.Id
            select new { topic.CoachingSessionId, topic.Body }).ToListAsync(ct);
        var goals = await (
            from link in db.CoachingSessionGoals
            join goal in db.Goals on link.GoalId equals goal.Id
            where EF.Parameter(ids).Contains(link.CoachingSessionId)
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
