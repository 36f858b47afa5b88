namespace CoachingPlatform.Domain.CoachingSessions;

/// <summary>When somebody last looked at a session.</summary>
public sealed class CoachingSessionView
{
    private CoachingSessionView()
    {
    }

    public Guid UserId { get; private set; }

    public Guid CoachingSessionId { get; private set; }

    /// <summary>UTC.</summary>
    public DateTime LastViewedAt { get; private set; }

    public static CoachingSessionView Create(Guid userId, Guid sessionId, DateTime now) =>
        new() { UserId = userId, CoachingSessionId = sessionId, LastViewedAt = now };

    public void ViewAgain(DateTime now) => LastViewedAt = now;
}
