namespace CoachingPlatform.Domain.CoachingSessions;

/// <summary>That somebody was, or is about to be, reminded of a session: nobody is reminded twice of the same start.</summary>
public sealed class SessionReminder
{
    private SessionReminder()
    {
    }

    public Guid CoachingSessionId { get; private set; }

    public Guid UserId { get; private set; }

    /// <summary>The start that the reminder is about, UTC; a session that has moved since is reminded of again.</summary>
    public DateTime Start { get; private set; }

    public static SessionReminder Create(Guid sessionId, Guid userId, DateTime start) =>
        new() { CoachingSessionId = sessionId, UserId = userId, Start = start };
}
