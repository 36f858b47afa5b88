using AutoMapper;
using CoachingPlatform.Domain.Topics;

namespace CoachingPlatform.Application.Topics;

/// <param name="UserId">Who brought it up.</param>
/// <param name="MovedFromSessionId">The session it was deferred from; null when it was not.</param>
public sealed record TopicDto(
    Guid Id,
    Guid CoachingSessionId,
    string Body,
    Guid UserId,
    TopicPriority? Priority,
    TopicStatus Status,
    Guid? MovedFromSessionId,
    DateTime CreatedAt,
    DateTime UpdatedAt);

public sealed class TopicProfile : Profile
{
    public TopicProfile() => CreateMap<Topic, TopicDto>();
}
