using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;
using FluentValidation;

namespace CoachingPlatform.Application.Goals;

/// <param name="CreatedInSessionId">The goal is linked to this session too, and is in progress then.</param>
/// <param name="Title">At most 1,000 characters.</param>
/// <param name="Body">At most 20,000 characters.</param>
public sealed record CreateGoalRequest(
    Guid CoachingRelationshipId,
    ItemStatus Status,
    Guid? CreatedInSessionId = null,
    string? Title = null,
    string? Body = null,
    DateOnly? TargetDate = null);

public sealed class CreateGoalValidator : AbstractValidator<CreateGoalRequest>
{
    public CreateGoalValidator()
    {
        RuleFor(request => request.Title).MaximumLength(Goal.TitleMaxLength);
        RuleFor(request => request.Body).MaximumLength(Goal.BodyMaxLength);
    }
}

/// <summary>Replaces the content: what is absent is cleared.</summary>
/// <param name="CoachingRelationshipId">Has to be there, and is ignored: a goal stays in its relationship.</param>
/// <param name="Title">At most 1,000 characters.</param>
/// <param name="Body">At most 20,000 characters.</param>
public sealed record UpdateGoalRequest(
    Guid CoachingRelationshipId, ItemStatus Status, string? Title = null, string? Body = null, DateOnly? TargetDate = null);

public sealed class UpdateGoalValidator : AbstractValidator<UpdateGoalRequest>
{
    public UpdateGoalValidator()
    {
        RuleFor(request => request.Title).MaximumLength(Goal.TitleMaxLength);
        RuleFor(request => request.Body).MaximumLength(Goal.BodyMaxLength);
    }
}

public sealed record ChangeGoalStatusRequest(ItemStatus Status);

public sealed record LinkGoalRequest(Guid GoalId);
