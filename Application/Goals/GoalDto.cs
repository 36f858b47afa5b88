using AutoMapper;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;

namespace CoachingPlatform.Application.Goals;

/// <param name="CreatedInSessionId">Null when it was set outside a session, or that session is gone.</param>
/// <param name="UserId">Who set it.</param>
/// <param name="Title">Empty when there is none.</param>
/// <param name="Body">Empty when there is none.</param>
/// <param name="StatusChangedAt">When the status last took another value.</param>
/// <param name="CompletedAt">Null unless it is completed now.</param>
public sealed record GoalDto(
    Guid Id,
    Guid CoachingRelationshipId,
    Guid? CreatedInSessionId,
    Guid UserId,
    string Title,
    string Body,
    ItemStatus Status,
    DateTime StatusChangedAt,
    DateTime? CompletedAt,
    DateOnly? TargetDate,
    DateTime CreatedAt,
    DateTime UpdatedAt);

/// <summary>A goal is worked on in a session.</summary>
public sealed record CoachingSessionGoalDto(Guid Id, Guid CoachingSessionId, Guid GoalId, DateTime CreatedAt, DateTime UpdatedAt);

/// <param name="SessionGoals">The goals of every session asked for, by session id; empty where there is none.</param>
public sealed record SessionGoalsDto(IReadOnlyDictionary<Guid, IReadOnlyList<GoalDto>> SessionGoals);

public sealed class GoalProfile : Profile
{
    public GoalProfile()
    {
        CreateMap<Goal, GoalDto>();
        CreateMap<CoachingSessionGoal, CoachingSessionGoalDto>();
    }
}
