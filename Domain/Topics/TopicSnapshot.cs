namespace CoachingPlatform.Domain.Topics;

/// <summary>What a topic was before it was deferred or deleted.</summary>
/// <param name="ChangedBy">Who deferred or deleted it; null in rows that were written before this was remembered.</param>
public sealed record TopicSnapshot(
    Guid CoachingSessionId,
    string Body,
    int DisplayOrder,
    TopicPriority? Priority,
    TopicStatus Status,
    Guid? MovedFromSessionId,
    DateTime? DeletedAt,
    DateTime UpdatedAt,
    Guid? ChangedBy = null);
