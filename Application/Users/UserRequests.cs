using System.Globalization;
using System.Text;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Domain.Users;
using FluentValidation;

namespace CoachingPlatform.Application.Users;

/// <summary>Changes to one's own account; what is null or absent stays as it is.</summary>
/// <param name="Email">Counts once it is confirmed by the link that is sent to it; at most 254 octets.</param>
/// <param name="GithubProfileUrl">An http or https address; empty clears it.</param>
/// <param name="Timezone">IANA name, at most 50 characters.</param>
/// <param name="DefaultCoachingSessionDurationMinutes">1 to 480.</param>
public sealed record UpdateUserRequest(
    string? Email = null,
    string? FirstName = null,
    string? LastName = null,
    string? DisplayName = null,
    string? GithubProfileUrl = null,
    string? Timezone = null,
    int? DefaultCoachingSessionDurationMinutes = null);

public sealed class UpdateUserValidator : AbstractValidator<UpdateUserRequest>
{
    public UpdateUserValidator()
    {
        RuleFor(request => request.Email).Address();
        RuleFor(request => request.FirstName).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.LastName).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.DisplayName).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.GithubProfileUrl).MaximumLength(User.NameMaxLength).WebAddress();
        RuleFor(request => request.Timezone).MaximumLength(User.TimezoneMaxLength).TimeZone();
        RuleFor(request => request.DefaultCoachingSessionDurationMinutes).SessionDuration();
    }
}

/// <param name="NewPassword">12 to 128 characters.</param>
/// <param name="ConfirmPassword">The same again.</param>
public sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword, string ConfirmPassword);

public sealed class ChangePasswordValidator : AbstractValidator<ChangePasswordRequest>
{
    public ChangePasswordValidator()
    {
        RuleFor(request => request.NewPassword).GoodPassword();
        RuleFor(request => request.ConfirmPassword).Equal(request => request.NewPassword).WithMessage("The two new passwords differ.");
    }
}

public static class UserRules
{
    /// <summary>As <see cref="PasswordPolicy"/> says.</summary>
    public static void GoodPassword<T>(this IRuleBuilder<T, string> rule) => rule.Custom((password, context) =>
    {
        if (PasswordPolicy.FaultOf(password) is { } fault)
            context.AddFailure(fault);
    });

    /// <summary>Something before and after one at sign, nothing invisible, and not too long.</summary>
    public static void Address<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(email => email is null || IsAddress(email.Trim()))
        .WithMessage("This is not an e-mail address.");

    public static bool IsAddress(string email) =>
        Encoding.UTF8.GetByteCount(email) <= User.EmailMaxLength && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == email.LastIndexOf('@') && at < email.Length - 1
        && !email.Any(c => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            || c is '<' or '>' or ',' or ';' or '"');
}
