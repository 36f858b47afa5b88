namespace CoachingPlatform.Domain.Users;

/// <summary>One role of one user: in an organization (which is what membership means), or on the whole platform.</summary>
public sealed class UserRole
{
    public const string SuperAdminIsNoMember = "A super admin belongs to no organization.";

    private UserRole()
    {
    }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    /// <summary>Null exactly for <see cref="Role.SuperAdmin"/>.</summary>
    public Guid? OrganizationId { get; private set; }

    public Role Role { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public static UserRole Member(Guid userId, Guid organizationId, Role role, DateTime now)
    {
        EnsureOfMember(role);
        return new UserRole
        {
            Id = Guid.NewGuid(),
            UserId = userId,
            OrganizationId = organizationId,
            Role = role,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    public void Change(Role role, DateTime now)
    {
        EnsureOfMember(role);
        (Role, UpdatedAt) = (role, now);
    }

    public static UserRole SuperAdmin(Guid userId, DateTime now) =>
        new() { Id = Guid.NewGuid(), UserId = userId, Role = Role.SuperAdmin, CreatedAt = now, UpdatedAt = now };

    private static void EnsureOfMember(Role role)
    {
        if (role == Role.SuperAdmin)
            throw new RuleException(SuperAdminIsNoMember);
    }
}
