using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain.CoachingSessions;
using FluentValidation;

namespace CoachingPlatform.Application.CoachingSessions;

/// <param name="Date">Start; a bare date means midnight UTC, a date-time without offset is UTC. Seconds are cut off.</param>
/// <param name="DurationMinutes">1 to 480; null: the coach's usual length.</param>
/// <param name="Title">At most 500 characters after trimming; blank: none.</param>
/// <param name="MeetingUrl">An http or https address, at most 500 characters.</param>
public sealed record CreateCoachingSessionRequest(
    Guid CoachingRelationshipId,
    DateTime Date,
    int? DurationMinutes = null,
    string? Title = null,
    MeetingProvider? Provider = null,
    string? MeetingUrl = null);

public sealed class CreateCoachingSessionValidator : AbstractValidator<CreateCoachingSessionRequest>
{
    public CreateCoachingSessionValidator()
    {
        RuleFor(request => request.DurationMinutes).SessionDuration();
        RuleFor(request => request.Title).SessionTitle();
        RuleFor(request => request.MeetingUrl).MaximumLength(CoachingSession.MeetingUrlMaxLength).WebAddress();
    }
}

/// <param name="Date">The new start; see the create request.</param>
/// <param name="DurationMinutes">1 to 480; null or absent keeps it.</param>
/// <param name="Title">Null clears it, absent keeps it.</param>
/// <param name="Provider">Null or absent keeps it.</param>
/// <param name="MeetingUrl">An http or https address, at most 500 characters; null or absent keeps it.</param>
public sealed record UpdateCoachingSessionRequest(
    DateTime Date,
    int? DurationMinutes = null,
    Optional<string> Title = default,
    MeetingProvider? Provider = null,
    string? MeetingUrl = null);

public sealed class UpdateCoachingSessionValidator : AbstractValidator<UpdateCoachingSessionRequest>
{
    public UpdateCoachingSessionValidator()
    {
        RuleFor(request => request.DurationMinutes).SessionDuration();
        RuleFor(request => request.Title.Value).SessionTitle().OverridePropertyName(nameof(CoachingSession.Title));
        RuleFor(request => request.MeetingUrl).MaximumLength(CoachingSession.MeetingUrlMaxLength).WebAddress();
    }
}

/// <param name="Title">At most 500 characters after trimming; null or blank clears it, absent changes nothing.</param>
public sealed record RenameCoachingSessionRequest(Optional<string> Title = default);

public sealed class RenameCoachingSessionValidator : AbstractValidator<RenameCoachingSessionRequest>
{
    public RenameCoachingSessionValidator() =>
        RuleFor(request => request.Title.Value).SessionTitle().OverridePropertyName(nameof(CoachingSession.Title));
}

internal static class CoachingSessionRules
{
    public static void SessionDuration<T>(this IRuleBuilder<T, int?> rule) => rule
        .InclusiveBetween(CoachingSession.MinDurationMinutes, CoachingSession.MaxDurationMinutes)
        .WithMessage($"A session lasts between {CoachingSession.MinDurationMinutes} and {CoachingSession.MaxDurationMinutes} minutes.");

    /// <summary>Counted as people count: an emoji is one character.</summary>
    public static IRuleBuilderOptions<T, string?> SessionTitle<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(title => title is null || title.Trim().EnumerateRunes().Count() <= CoachingSession.TitleMaxLength)
        .WithMessage($"A session title has at most {CoachingSession.TitleMaxLength} characters.");
}
