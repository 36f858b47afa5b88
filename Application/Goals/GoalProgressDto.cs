using System.Text.Json.Serialization;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;

namespace CoachingPlatform.Application.Goals;

public sealed record GoalProgressDto
{
    public required GoalProgress Progress { get; init; }

    public required int ActionsCompleted { get; init; }

    public required int ActionsTotal { get; init; }

    public required int LinkedCoachingSessionCount { get; init; }

    /// <summary>The latest linked session, also one that is still to come; UTC without a suffix. Null when none is linked.</summary>
    [JsonConverter(typeof(NaiveUtcConverter))]
    public required DateTime? LastCoachingSessionDate { get; init; }

    /// <summary>The earliest due date of an action that is not completed; null when there is none.</summary>
    public required DateTime? NextActionDue { get; init; }
}

/// <summary>A goal with its progress. Clients insist on every member and on texts that are not null.</summary>
public sealed record GoalWithProgressDto(
    Guid GoalId,
    Guid CoachingRelationshipId,
    string Title,
    string Body,
    ItemStatus Status,
    DateTime StatusChangedAt,
    DateOnly? TargetDate,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    GoalProgressDto ProgressMetrics);

public sealed record GoalProgressListDto(IReadOnlyList<GoalWithProgressDto> GoalProgress);
