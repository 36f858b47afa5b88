using System.Text.Json.Serialization;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain.Users;
using FluentValidation;

namespace CoachingPlatform.Application.Members;

/// <summary>Somebody new. They choose their password themselves, through the invitation that is sent to them.</summary>
/// <param name="Email">Not the address of another account.</param>
/// <param name="DisplayName">Null: the first name.</param>
/// <param name="GithubProfileUrl">An http or https address.</param>
/// <param name="Timezone">IANA name; absent: UTC.</param>
/// <param name="CoachId">A member who coaches them from now on; null: nobody yet.</param>
public sealed record CreateMemberRequest(
    string Email,
    string FirstName,
    string LastName,
    string? DisplayName = null,
    string? GithubUsername = null,
    string? GithubProfileUrl = null,
    string Timezone = "UTC",
    Guid? CoachId = null);

public sealed class CreateMemberValidator : AbstractValidator<CreateMemberRequest>
{
    public CreateMemberValidator()
    {
        RuleFor(request => request.Email).Address();
        RuleFor(request => request.FirstName).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.LastName).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.DisplayName).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.GithubUsername).MaximumLength(User.NameMaxLength);
        RuleFor(request => request.GithubProfileUrl).MaximumLength(User.NameMaxLength).WebAddress();
        RuleFor(request => request.Timezone).MaximumLength(User.TimezoneMaxLength).TimeZone();
    }
}

/// <param name="Role"><c>User</c> or <c>Admin</c>.</param>
/// <param name="CoachId">A member who coaches them from now on; null: nobody new.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AttachMemberRequest(Role Role, Guid? CoachId = null);

public sealed class AttachMemberValidator : AbstractValidator<AttachMemberRequest>
{
    public AttachMemberValidator() => RuleFor(request => request.Role).NotEqual(Role.SuperAdmin).WithMessage(UserRole.SuperAdminIsNoMember);
}

/// <param name="Role"><c>User</c> or <c>Admin</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangeRoleRequest(Role Role);

public sealed class ChangeRoleValidator : AbstractValidator<ChangeRoleRequest>
{
    public ChangeRoleValidator() => RuleFor(request => request.Role).NotEqual(Role.SuperAdmin).WithMessage(UserRole.SuperAdminIsNoMember);
}
