using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Topics;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

internal static class SessionRemoval
{
    /// <summary>
    /// Removes sessions with their actions, agreements, notes and topics, under the lock of their relationship. Goals that were set
    /// in them live on, and so do topics that were deferred from them, without a way back. Lists of actions go across sessions, so
    /// they learn of each action.
    /// </summary>
    public static async Task RemoveSessionsAsync(
        this IAppDb db, IReadOnlyCollection<CoachingSession> sessions, IOutbox outbox, Participants participants, CancellationToken ct)
    {
        var ids = sessions.Select(session => session.Id).ToList();
        var actions = await db.Actions.Where(a => ids.Contains(a.CoachingSessionId)).Select(a => new { a.CoachingSessionId, a.Id })
            .ToListAsync(ct);
        foreach (var action in actions)
            outbox.Add(participants.Recipients, new ActionDeleted(action.CoachingSessionId, action.Id));
        await db.Actions.Where(a => ids.Contains(a.CoachingSessionId)).ExecuteDeleteAsync(ct);
        await db.Agreements.Where(a => ids.Contains(a.CoachingSessionId)).ExecuteDeleteAsync(ct);
        await db.Notes.Where(n => ids.Contains(n.CoachingSessionId)).ExecuteDeleteAsync(ct);
        await db.Topics.Where(t => ids.Contains(t.MovedFromSessionId!.Value)).ExecuteUpdateAsync(
            t => t.SetProperty(x => x.MovedFromSessionId, (Guid?)null).SetProperty(x => x.UndoSnapshot, (TopicSnapshot?)null), ct);
        await db.Goals.Where(g => ids.Contains(g.CreatedInSessionId!.Value)).ExecuteUpdateAsync(
            g => g.SetProperty(x => x.CreatedInSessionId, (Guid?)null), ct);
        db.CoachingSessions.RemoveRange(sessions);
    }

    /// <exception cref="ConflictException">
    /// Something was written down in one of them (<c>session_not_empty</c>); the message and <c>details</c> name the dates.
    /// </exception>
    public static async Task EnsureEmptyAsync(this IAppDb db, IReadOnlyCollection<CoachingSession> sessions, CancellationToken ct)
    {
        var ids = sessions.Select(session => session.Id).ToList();
        var dates = await db.CoachingSessions
            .Where(s => ids.Contains(s.Id)
                && (db.Actions.Any(a => a.CoachingSessionId == s.Id) || db.Agreements.Any(a => a.CoachingSessionId == s.Id)
                    || db.Notes.Any(n => n.CoachingSessionId == s.Id)
                    || db.Topics.Any(t => t.CoachingSessionId == s.Id && t.DeletedAt == null)))
            .OrderBy(s => s.Date)
            .Select(s => s.Date)
            .ToListAsync(ct);
        if (dates.Count == 0)
            return;
        throw new ConflictException(
            "session_not_empty",
            $"The new dates leave no place for sessions in which something was written down: {string.Join(", ", dates.Select(date => $"{date:yyyy-MM-dd HH:mm}"))} (UTC).",
            new { Dates = dates.ConvertAll(WireTime.Format) });
    }
}
