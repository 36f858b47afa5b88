using CoachingPlatform.Domain;

namespace CoachingPlatform.Application.Goals;

/// <param name="CreatedInSessionId">The goal is linked to this session too, and is in progress then.</param>
public sealed record CreateGoalRequest(
    Guid CoachingRelationshipId,
    ItemStatus Status,
    Guid? CreatedInSessionId = null,
    string? Title = null,
    string? Body = null,
    DateOnly? TargetDate = null);

/// <summary>Replaces the content: what is absent is cleared.</summary>
/// <param name="CoachingRelationshipId">Has to be there, and is ignored: a goal stays in its relationship.</param>
public sealed record UpdateGoalRequest(
    Guid CoachingRelationshipId, ItemStatus Status, string? Title = null, string? Body = null, DateOnly? TargetDate = null);

public sealed record ChangeGoalStatusRequest(ItemStatus Status);

public sealed record LinkGoalRequest(Guid GoalId);
