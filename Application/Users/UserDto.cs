using AutoMapper;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Application.Users;

/// <param name="OrganizationId">Null for a super admin.</param>
public sealed record UserRoleDto(Guid Id, Role Role, Guid? OrganizationId, Guid UserId, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>What a browser needs to know about who has just signed in.</summary>
/// <param name="Timezone">IANA name.</param>
public sealed record SignedInUserDto(
    Guid Id, string Email, string FirstName, string LastName, string DisplayName, string Timezone, IReadOnlyList<UserRoleDto> Roles);

/// <param name="Timezone">IANA name.</param>
public sealed record UserDto(
    Guid Id,
    string Email,
    string FirstName,
    string LastName,
    string DisplayName,
    string? GithubUsername,
    string? GithubProfileUrl,
    string Timezone,
    int DefaultCoachingSessionDurationMinutes,
    IReadOnlyList<UserRoleDto> Roles,
    DateTime CreatedAt,
    DateTime UpdatedAt);

public sealed class UserProfile : Profile
{
    public UserProfile()
    {
        CreateMap<UserRole, UserRoleDto>();
        CreateMap<User, UserDto>();
        CreateMap<User, SignedInUserDto>();
    }
}
