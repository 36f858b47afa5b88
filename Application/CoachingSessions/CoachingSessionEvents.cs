using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>
/// A session has another title; load it and the lists that show it again. Also sent beside every event below: the web frontend
/// knows only this one and loads all its lists of sessions on it, whichever session it names.
/// </summary>
public sealed record CoachingSessionTitleUpdated(Guid CoachingSessionId) : ILiveEvent
{
    public static string Type => "coaching_session_title_updated";
}

/// <summary>A session was arranged; load the lists of sessions again.</summary>
public sealed record CoachingSessionCreated(Guid CoachingRelationshipId, Guid CoachingSessionId) : ILiveEvent
{
    public static string Type => "coaching_session_created";
}

/// <summary>A session was moved, or its length, title or meeting address changed; load it and the lists again.</summary>
public sealed record CoachingSessionUpdated(Guid CoachingRelationshipId, Guid CoachingSessionId) : ILiveEvent
{
    public static string Type => "coaching_session_updated";
}

/// <summary>A session is gone, with everything that was written down in it; load the lists of sessions again.</summary>
public sealed record CoachingSessionDeleted(Guid CoachingRelationshipId, Guid CoachingSessionId) : ILiveEvent
{
    public static string Type => "coaching_session_deleted";
}

/// <summary>A series was planned, rescheduled or deleted, and with it its sessions; load series and lists of sessions again.</summary>
public sealed record CoachingSessionSeriesChanged(Guid CoachingRelationshipId, Guid CoachingSessionSeriesId) : ILiveEvent
{
    public static string Type => "coaching_session_series_changed";
}

internal static class SessionListEvents
{
    /// <summary>Adds an event on which lists of sessions are loaded again.</summary>
    /// <param name="sessionId">A session concerned.</param>
    public static void AddForSessionLists<TEvent>(this IOutbox outbox, Participants participants, TEvent liveEvent, Guid sessionId)
        where TEvent : ILiveEvent
    {
        outbox.Add(participants.Recipients, liveEvent);
        outbox.Add(participants.Recipients, new CoachingSessionTitleUpdated(sessionId));
    }
}
