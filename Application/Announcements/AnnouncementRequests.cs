using FluentValidation;

namespace CoachingPlatform.Application.Announcements;

/// <param name="Message">What everybody should know, 1 to 1000 characters.</param>
public sealed record AnnouncementRequest(string Message);

public sealed class AnnouncementValidator : AbstractValidator<AnnouncementRequest>
{
    public const int MessageMaxLength = 1_000;

    public AnnouncementValidator() => RuleFor(request => request.Message).NotEmpty().MaximumLength(MessageMaxLength);
}
