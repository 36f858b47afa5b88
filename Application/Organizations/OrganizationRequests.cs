using CoachingPlatform.Domain.Organizations;
using FluentValidation;

namespace CoachingPlatform.Application.Organizations;

/// <param name="Name">1 to 255 characters after trimming; unique, also in its slug.</param>
/// <param name="Logo">Its http or https address, at most 2,000 characters; null, absent or empty: none.</param>
public sealed record OrganizationRequest(string Name, string? Logo = null);

public sealed class OrganizationValidator : AbstractValidator<OrganizationRequest>
{
    public OrganizationValidator() => RuleFor(request => request.Logo).MaximumLength(Organization.LogoMaxLength).WebAddress();
}
