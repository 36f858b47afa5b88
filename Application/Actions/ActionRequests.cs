using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;
using FluentValidation;

namespace CoachingPlatform.Application.Actions;

/// <param name="Body">At most 20,000 characters.</param>
/// <param name="DueBy">With any offset; null: no due date.</param>
/// <param name="GoalId">Null: none.</param>
/// <param name="AssigneeIds">Coach, coachee, both or nobody; null: nobody.</param>
public sealed record CreateActionRequest(
    Guid CoachingSessionId,
    ItemStatus Status,
    string? Body = null,
    DateTime? DueBy = null,
    Guid? GoalId = null,
    IReadOnlyList<Guid>? AssigneeIds = null);

public sealed class CreateActionValidator : AbstractValidator<CreateActionRequest>
{
    public CreateActionValidator() => RuleFor(request => request.Body).MaximumLength(ActionItem.BodyMaxLength);
}

/// <summary>Replaces the content: what is absent becomes null, except the assignees.</summary>
/// <param name="CoachingSessionId">Has to be there, and is ignored: an action stays in its session.</param>
/// <param name="Body">At most 20,000 characters.</param>
/// <param name="DueBy">With any offset; null or absent: no due date.</param>
/// <param name="GoalId">Null or absent: none.</param>
/// <param name="AssigneeIds">Null or absent keeps them, an empty list removes all.</param>
public sealed record UpdateActionRequest(
    Guid CoachingSessionId,
    ItemStatus Status,
    string? Body = null,
    DateTime? DueBy = null,
    Guid? GoalId = null,
    IReadOnlyList<Guid>? AssigneeIds = null);

public sealed class UpdateActionValidator : AbstractValidator<UpdateActionRequest>
{
    public UpdateActionValidator() => RuleFor(request => request.Body).MaximumLength(ActionItem.BodyMaxLength);
}

public sealed record ChangeActionStatusRequest(ItemStatus Status);
