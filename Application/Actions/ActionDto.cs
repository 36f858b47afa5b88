using AutoMapper;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;

namespace CoachingPlatform.Application.Actions;

/// <summary>Something agreed to be done, with the people it is assigned to.</summary>
public sealed record ActionDto
{
    public required Guid Id { get; init; }

    public required Guid CoachingSessionId { get; init; }

    /// <summary>The goal it serves; null when it serves none.</summary>
    public required Guid? GoalId { get; init; }

    /// <summary>Who wrote it down.</summary>
    public required Guid UserId { get; init; }

    public required string? Body { get; init; }

    /// <summary>Null: no due date.</summary>
    public required DateTime? DueBy { get; init; }

    public required ItemStatus Status { get; init; }

    /// <summary>When the status last took another value.</summary>
    public required DateTime StatusChangedAt { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>Coach, coachee, both or nobody.</summary>
    public required IReadOnlyList<Guid> AssigneeIds { get; init; }
}

/// <param name="CoacheeActions">The actions of each relationship under its coachee's id; empty where there is none.</param>
public sealed record CoacheeActionsDto(IReadOnlyDictionary<Guid, IReadOnlyList<ActionDto>> CoacheeActions);

public sealed class ActionProfile : Profile
{
    public ActionProfile() => CreateMap<ActionItem, ActionDto>()
        .ForMember(dto => dto.AssigneeIds, options => options.MapFrom(
            action => action.Assignees.OrderBy(assignee => assignee.UserId).Select(assignee => assignee.UserId)));
}
