using FluentValidation;

namespace CoachingPlatform.Application.LoginSessions;

/// <param name="Reason">A sentence for the person, at most 500 characters; null: a general one.</param>
public sealed record ForceLogoutRequest(string? Reason = null);

public sealed class ForceLogoutValidator : AbstractValidator<ForceLogoutRequest>
{
    public const int ReasonMaxLength = 500;

    public ForceLogoutValidator() => RuleFor(request => request.Reason).MaximumLength(ReasonMaxLength);
}
