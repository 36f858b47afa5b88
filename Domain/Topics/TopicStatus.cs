namespace CoachingPlatform.Domain.Topics;

public enum TopicStatus
{
    Open,
    Discussed,

    /// <summary>Waits for a session that does not exist yet.</summary>
    Deferred,
}
