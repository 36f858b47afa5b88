namespace CoachingPlatform.Application.Organizations;

/// <summary>That somebody belongs to an organization. Whoever is super admin and has a role there as well has two.</summary>
public sealed class Membership
{
    public required Guid UserId { get; init; }

    public required Guid OrganizationId { get; init; }

    /// <summary>Whether they run it.</summary>
    public required bool Administers { get; init; }
}
