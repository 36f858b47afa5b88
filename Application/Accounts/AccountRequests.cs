using CoachingPlatform.Application.Users;
using FluentValidation;

namespace CoachingPlatform.Application.Accounts;

/// <param name="Email">The account's address, in any case.</param>
public sealed record RequestPasswordResetRequest(string Email);

/// <param name="Token">From the link.</param>
public sealed record ValidatePasswordResetRequest(string Token);

/// <param name="Token">From the link.</param>
/// <param name="Password">12 to 128 characters.</param>
/// <param name="ConfirmPassword">The same again.</param>
public sealed record SetPasswordRequest(string Token, string Password, string ConfirmPassword);

public sealed class SetPasswordValidator : AbstractValidator<SetPasswordRequest>
{
    public SetPasswordValidator()
    {
        RuleFor(request => request.Password).GoodPassword();
        RuleFor(request => request.ConfirmPassword).Equal(request => request.Password).WithMessage("The two passwords differ.");
    }
}

/// <param name="Token">From the link.</param>
public sealed record ConfirmEmailChangeRequest(string Token);
