namespace CoachingPlatform.Domain.Users;

/// <summary>
/// One line of the record of who held which role when. It outlives the people and organizations it names, and tells which
/// former members an administrator may find again.
/// </summary>
public sealed class RoleChange
{
    /// <summary>In <see cref="ChangedBy"/>: whoever runs the server, on its command line.</summary>
    public static readonly Guid ByOperator = Guid.Empty;

    private RoleChange()
    {
    }

    public long Id { get; private set; }

    public Guid UserId { get; private set; }

    /// <summary>Null for the platform as a whole.</summary>
    public Guid? OrganizationId { get; private set; }

    /// <summary>Null when there was none before.</summary>
    public Role? OldRole { get; private set; }

    /// <summary>Null when there is none any more.</summary>
    public Role? NewRole { get; private set; }

    public Guid ChangedBy { get; private set; }

    /// <summary>UTC.</summary>
    public DateTime ChangedAt { get; private set; }

    public static RoleChange Create(Guid userId, Guid? organizationId, Role? oldRole, Role? newRole, Guid changedBy, DateTime now) => new()
    {
        UserId = userId,
        OrganizationId = organizationId,
        OldRole = oldRole,
        NewRole = newRole,
        ChangedBy = changedBy,
        ChangedAt = now,
    };
}
