using AutoMapper;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Application.Users;

/// <param name="OrganizationId">Null for a super admin.</param>
public sealed record UserRoleDto(Guid Id, Role Role, Guid? OrganizationId, Guid UserId, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>What a browser needs to know about who has just signed in.</summary>
/// <param name="Timezone">IANA name.</param>
public sealed record SignedInUserDto(
    Guid Id, string Email, string FirstName, string LastName, string DisplayName, string Timezone, IReadOnlyList<UserRoleDto> Roles);

/// <summary>A person's account.</summary>
public record UserDto
{
    public required Guid Id { get; init; }

    public required string Email { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    public required string DisplayName { get; init; }

    public required string? GithubUsername { get; init; }

    public required string? GithubProfileUrl { get; init; }

    /// <summary>IANA name.</summary>
    public required string Timezone { get; init; }

    /// <summary>1 to 480.</summary>
    public required int DefaultCoachingSessionDurationMinutes { get; init; }

    /// <summary>All roles of the person; among the members of an organization, the role there and that of a super admin.</summary>
    public required IReadOnlyList<UserRoleDto> Roles { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }
}

/// <summary>Somebody an administrator has found by their address.</summary>
public sealed record FoundUserDto(Guid Id, string FirstName, string LastName, string Email);

public sealed class UserProfile : Profile
{
    public UserProfile()
    {
        CreateMap<UserRole, UserRoleDto>();
        CreateMap<User, UserDto>();
        CreateMap<User, SignedInUserDto>();
    }
}
