using CoachingPlatform.Domain.Agreements;
using FluentValidation;

namespace CoachingPlatform.Application.Agreements;

/// <param name="Body">At most 20,000 characters.</param>
public sealed record CreateAgreementRequest(Guid CoachingSessionId, string? Body = null);

public sealed class CreateAgreementValidator : AbstractValidator<CreateAgreementRequest>
{
    public CreateAgreementValidator() => RuleFor(request => request.Body).MaximumLength(Agreement.BodyMaxLength);
}

/// <param name="CoachingSessionId">Has to be there, and is ignored: an agreement stays in its session.</param>
/// <param name="Body">At most 20,000 characters; absent or null clears it.</param>
public sealed record UpdateAgreementRequest(Guid CoachingSessionId, string? Body = null);

public sealed class UpdateAgreementValidator : AbstractValidator<UpdateAgreementRequest>
{
    public UpdateAgreementValidator() => RuleFor(request => request.Body).MaximumLength(Agreement.BodyMaxLength);
}
