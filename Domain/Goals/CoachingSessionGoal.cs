namespace CoachingPlatform.Domain.Goals;

/// <summary>A goal is worked on in a session.</summary>
public sealed class CoachingSessionGoal
{
    private CoachingSessionGoal()
    {
    }

    public Guid Id { get; private set; }

    public Guid CoachingSessionId { get; private set; }

    public Guid GoalId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public static CoachingSessionGoal Create(Guid sessionId, Guid goalId, DateTime now) => new()
    {
        Id = Guid.NewGuid(),
        CoachingSessionId = sessionId,
        GoalId = goalId,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
