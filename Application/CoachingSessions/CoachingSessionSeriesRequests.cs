using FluentValidation;

namespace CoachingPlatform.Application.CoachingSessions;

/// <param name="StartAt">First start; UTC unless it has an offset. Seconds are cut off. It may lie in the past.</param>
/// <param name="DurationMinutes">1 to 480; null: the coach's usual length.</param>
public sealed record CreateCoachingSessionSeriesRequest(
    Guid CoachingRelationshipId, DateTime StartAt, RecurrenceDto Recurrence, int? DurationMinutes = null);

public sealed class CreateCoachingSessionSeriesValidator : AbstractValidator<CreateCoachingSessionSeriesRequest>
{
    public CreateCoachingSessionSeriesValidator() => RuleFor(request => request.DurationMinutes).SessionDuration();
}

/// <param name="StartAt">First start of the sessions to come; not in the past.</param>
/// <param name="DurationMinutes">1 to 480; null: as long as before.</param>
public sealed record RescheduleCoachingSessionSeriesRequest(DateTime StartAt, RecurrenceDto Recurrence, int? DurationMinutes = null);

public sealed class RescheduleCoachingSessionSeriesValidator : AbstractValidator<RescheduleCoachingSessionSeriesRequest>
{
    public RescheduleCoachingSessionSeriesValidator() => RuleFor(request => request.DurationMinutes).SessionDuration();
}
