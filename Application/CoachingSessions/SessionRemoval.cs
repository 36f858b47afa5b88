using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Topics;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

internal static class SessionRemoval
{
    /// <summary>
    /// Removes sessions in which nothing was written down, under the lock of their relationship. Goals that were set in them
    /// live on, and topics that were deferred from them, without a way back.
    /// </summary>
    /// <exception cref="ConflictException">Something was written down in one of them (<c>session_not_empty</c>).</exception>
    public static async Task RemoveSessionsAsync(this IAppDb db, IReadOnlyCollection<CoachingSession> sessions, CancellationToken ct)
    {
        var ids = sessions.Select(session => session.Id).ToList();
        var kept = new SessionContent(
            await db.Actions.CountAsync(a => ids.Contains(a.CoachingSessionId), ct),
            await db.Agreements.CountAsync(a => ids.Contains(a.CoachingSessionId), ct),
            await db.Notes.CountAsync(n => ids.Contains(n.CoachingSessionId), ct));
        if (kept != new SessionContent(0, 0, 0))
            throw new ConflictException(
                "session_not_empty",
                $"{(sessions.Count == 1 ? "This session still has" : "Sessions to come still have")} actions, agreements or notes.", kept);
        await db.Topics.Where(t => ids.Contains(t.MovedFromSessionId!.Value)).ExecuteUpdateAsync(
            t => t.SetProperty(x => x.MovedFromSessionId, (Guid?)null).SetProperty(x => x.UndoSnapshot, (TopicSnapshot?)null), ct);
        await db.Goals.Where(g => ids.Contains(g.CreatedInSessionId!.Value)).ExecuteUpdateAsync(
            g => g.SetProperty(x => x.CreatedInSessionId, (Guid?)null), ct);
        db.CoachingSessions.RemoveRange(sessions);
    }

    /// <summary>What keeps sessions from being deleted.</summary>
    private sealed record SessionContent(int ActionCount, int AgreementCount, int NoteCount);
}
