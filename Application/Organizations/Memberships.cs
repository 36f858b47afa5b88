using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Organizations;

/// <summary>
/// Who belongs to an organization, who runs it, and whom an administrator may know: each rule once, as a query that others are
/// composed of. They read what is committed now, so a change of role counts at once.
/// </summary>
public static class Memberships
{
    private static readonly CompiledQuery<Guid, UserRole> SuperAdminRole = new(
        (db, userId) => db.UserRoles.AsNoTracking().Where(r => r.UserId == userId.Value && r.Role == Role.SuperAdmin));

    /// <summary>Everybody's: by a role in the organization, or as a super admin, who belongs to all of them and runs them.</summary>
    public static IQueryable<Membership> AllMemberships(this IAppDb db) =>
        from organization in db.Organizations   // first: SQLite keeps the order, and almost always knows which one is asked for
        from role in db.UserRoles
        where role.OrganizationId == organization.Id || role.Role == Role.SuperAdmin
        select new Membership
        {
            UserId = role.UserId,
            OrganizationId = organization.Id,
            Administers = role.Role != Role.User,
        };

    /// <summary>The roles in an organization, one for each of the members that its lists show; a super admin needs none.</summary>
    public static IQueryable<UserRole> RolesIn(this IAppDb db, Guid organizationId) =>
        db.UserRoles.Where(r => r.OrganizationId == organizationId);

    public static IQueryable<Guid> MembersOf(this IAppDb db, Guid organizationId) => db.RolesIn(organizationId).Select(r => r.UserId);

    /// <summary>Everybody for a super admin; for others the members of organizations that they run.</summary>
    public static IQueryable<User> UsersAdministeredBy(this IAppDb db, Guid callerId)
    {
        var (roles, memberships) = (db.UserRoles, db.AllMemberships());
        return db.Users.Where(u => roles.Any(r => r.UserId == callerId && r.Role == Role.SuperAdmin)
            || u.Roles.Any(r => memberships.Any(m => m.UserId == callerId && m.Administers && m.OrganizationId == r.OrganizationId)));
    }

    /// <summary>The same, and those who once were members.</summary>
    public static IQueryable<User> UsersKnownTo(this IAppDb db, Guid callerId)
    {
        var (administered, changes, memberships) = (db.UsersAdministeredBy(callerId), db.RoleChanges, db.AllMemberships());
        return db.Users.Where(u => administered.Contains(u) || changes.Any(c => c.UserId == u.Id
            && memberships.Any(m => m.UserId == callerId && m.Administers && m.OrganizationId == c.OrganizationId)));
    }

    public static async Task<bool> IsSuperAdminAsync(this IAppDb db, Guid userId, CancellationToken ct) =>
        await SuperAdminRole.SingleOrDefaultAsync(db, userId, ct) is not null;

    /// <exception cref="ForbiddenException">The caller is not super admin.</exception>
    public static async Task RequireSuperAdminAsync(this IAppDb db, Guid callerId, CancellationToken ct)
    {
        if (!await db.IsSuperAdminAsync(callerId, ct))
            throw new ForbiddenException("Only a super admin may do this.");
    }

    /// <exception cref="ForbiddenException">The caller runs no organization.</exception>
    public static async Task RequireAnyAdminAsync(this IAppDb db, Guid callerId, CancellationToken ct)
    {
        if (!await db.UserRoles.AnyAsync(r => r.UserId == callerId && r.Role != Role.User, ct))
            throw new ForbiddenException("Only an administrator may do this.");
    }

    /// <exception cref="NotFoundException">There is no such organization.</exception>
    /// <exception cref="ForbiddenException">The caller does not belong to it.</exception>
    public static async Task<Membership> RequireMemberAsync(this IAppDb db, Guid organizationId, Guid callerId, CancellationToken ct)
    {
        var membership = await db.AllMemberships().Where(m => m.UserId == callerId && m.OrganizationId == organizationId)
            .OrderByDescending(m => m.Administers).FirstOrDefaultAsync(ct);
        if (membership is not null)
            return membership;
        throw await db.Organizations.AnyAsync(o => o.Id == organizationId, ct)
            ? new ForbiddenException("You do not belong to this organization.")
            : new NotFoundException("organization");
    }

    /// <exception cref="ForbiddenException">The caller does not run it; whether it exists stays open.</exception>
    /// <exception cref="NotFoundException">There is no such organization; only a super admin learns this.</exception>
    public static async Task RequireAdminAsync(this IAppDb db, Guid organizationId, Guid callerId, CancellationToken ct)
    {
        if (await db.AllMemberships().AnyAsync(m => m.UserId == callerId && m.OrganizationId == organizationId && m.Administers, ct))
            return;
        throw await db.IsSuperAdminAsync(callerId, ct)
            ? new NotFoundException("organization")
            : new ForbiddenException("Only an administrator of this organization may do this.");
    }

    /// <param name="part">Who the person is to be, for the message.</param>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    /// <exception cref="ConflictException">They do not belong to the organization (<c>conflict</c>).</exception>
    public static async Task<string> FirstNameOfMemberAsync(
        this IAppDb db, Guid userId, Guid organizationId, string part, CancellationToken ct)
    {
        var memberships = db.AllMemberships();
        var user = await db.Users.Where(u => u.Id == userId)
            .Select(u => new { u.FirstName, IsMember = memberships.Any(m => m.UserId == u.Id && m.OrganizationId == organizationId) })
            .SingleOrDefaultAsync(ct) ?? throw new NotFoundException(part);
        return user.IsMember
            ? user.FirstName
            : throw new ConflictException("conflict", $"The {part} does not belong to this organization.");
    }

    /// <summary>To be asked under the organization's lock: somebody may archive it at the same moment.</summary>
    /// <exception cref="NotFoundException">Somebody has deleted it.</exception>
    /// <exception cref="ConflictException">The organization is archived (<c>organization_archived</c>).</exception>
    public static async Task EnsureActiveAsync(this IAppDb db, Guid organizationId, CancellationToken ct)
    {
        var organization = await db.Organizations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == organizationId, ct)
            ?? throw new NotFoundException("organization");
        organization.EnsureActive();
    }
}
