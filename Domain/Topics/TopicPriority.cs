namespace CoachingPlatform.Domain.Topics;

public enum TopicPriority
{
    Low,
    Medium,
    High,
}
