using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Users;

/// <summary>The roles of the person who asks, read anew for every request: a change of role counts at once.</summary>
public sealed class CallerRoles(IReadOnlyCollection<(Guid? OrganizationId, Role Role)> roles)
{
    public bool IsSuperAdmin => roles.Any(r => r.Role == Role.SuperAdmin);

    public bool AdministersAnything => IsSuperAdmin || AdministeredOrganizations.Count > 0;

    public IReadOnlyList<Guid> AdministeredOrganizations { get; } =
        [.. roles.Where(r => r.Role == Role.Admin).Select(r => r.OrganizationId).OfType<Guid>()];

    public bool BelongsTo(Guid organizationId) => IsSuperAdmin || roles.Any(r => r.OrganizationId == organizationId);

    public bool MayAdminister(Guid organizationId) =>
        IsSuperAdmin || roles.Any(r => r.OrganizationId == organizationId && r.Role == Role.Admin);
}

public static class UserAccess
{
    /// <exception cref="ForbiddenException">The path names somebody else, whoever the caller is.</exception>
    public static void RequireSelf(Guid userId, Guid callerId)
    {
        if (userId != callerId)
            throw new ForbiddenException("This is open to that user alone.");
    }

    /// <exception cref="ForbiddenException">The caller is not super admin.</exception>
    public static async Task RequireSuperAdminAsync(this IAppDb db, Guid callerId, CancellationToken ct)
    {
        if (!(await db.RolesOfAsync(callerId, ct)).IsSuperAdmin)
            throw new ForbiddenException("Only a super admin may do this.");
    }

    /// <summary>Everybody for a super admin; for others who belongs, or once belonged, to an organization that they administer.</summary>
    public static IQueryable<User> UsersKnownTo(this IAppDb db, CallerRoles caller)
    {
        var (everybody, administered) = (caller.IsSuperAdmin, caller.AdministeredOrganizations);
        return db.Users.AsNoTracking().Where(u => everybody
            || u.Roles.Any(r => r.OrganizationId != null && administered.Contains(r.OrganizationId.Value))
            || db.RoleChanges.Any(c => c.UserId == u.Id && c.OrganizationId != null && administered.Contains(c.OrganizationId.Value)));
    }

    /// <exception cref="ConflictException">Another account has this user's address (<c>conflict</c>).</exception>
    public static async Task RequireFreeAddressAsync(this IAppDb db, User user, CancellationToken ct)
    {
        if (await db.Users.AnyAsync(u => u.EmailNormalized == user.EmailNormalized && u.Id != user.Id, ct))
            throw new ConflictException("conflict", "Another account has this e-mail address.");
    }

    public static async Task<CallerRoles> RolesOfAsync(this IAppDb db, Guid userId, CancellationToken ct)
    {
        var roles = await db.UserRoles.Where(r => r.UserId == userId).Select(r => new { r.OrganizationId, r.Role }).ToListAsync(ct);
        return new CallerRoles([.. roles.Select(r => (r.OrganizationId, r.Role))]);
    }

    /// <param name="part">Who the person is to be, for the message.</param>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    /// <exception cref="ConflictException">They do not belong to the organization (<c>conflict</c>).</exception>
    public static async Task<string> FirstNameOfMemberAsync(
        this IAppDb db, Guid userId, Guid organizationId, string part, CancellationToken ct)
    {
        var user = await db.Users.Where(u => u.Id == userId)
            .Select(u => new
            {
                u.FirstName,
                IsMember = u.Roles.Any(role => role.OrganizationId == organizationId || role.OrganizationId == null),
            })
            .SingleOrDefaultAsync(ct) ?? throw new NotFoundException(part);
        return user.IsMember
            ? user.FirstName
            : throw new ConflictException("conflict", $"The {part} does not belong to this organization.");
    }

    /// <exception cref="NotFoundException">There is no such organization.</exception>
    /// <exception cref="ForbiddenException">The caller does not belong to it.</exception>
    public static async Task<CallerRoles> RequireMemberAsync(this IAppDb db, Guid organizationId, Guid callerId, CancellationToken ct)
    {
        var caller = await db.RolesOfAsync(callerId, ct);
        // a role in it proves that it exists
        if (!caller.IsSuperAdmin && caller.BelongsTo(organizationId))
            return caller;
        if (!await db.Organizations.AnyAsync(o => o.Id == organizationId, ct))
            throw new NotFoundException("organization");
        return caller.IsSuperAdmin ? caller : throw new ForbiddenException("You do not belong to this organization.");
    }

    /// <summary>To be asked under the organization's lock: somebody may archive it at the same moment.</summary>
    /// <exception cref="ConflictException">The organization is archived (<c>organization_archived</c>).</exception>
    public static async Task EnsureActiveAsync(this IAppDb db, Guid organizationId, CancellationToken ct) =>
        (await db.Organizations.AsNoTracking().SingleAsync(o => o.Id == organizationId, ct)).EnsureActive();

    /// <exception cref="ForbiddenException">The caller does not run it; whether it exists stays open.</exception>
    /// <exception cref="NotFoundException">There is no such organization; only a super admin learns this.</exception>
    public static async Task<Organization> RequireAdminAsync(this IAppDb db, Guid organizationId, Guid callerId, CancellationToken ct)
    {
        var caller = await db.RolesOfAsync(callerId, ct);
        if (!caller.MayAdminister(organizationId))
            throw new ForbiddenException("Only an administrator of this organization may do this.");
        return await db.Organizations.SingleOrDefaultAsync(o => o.Id == organizationId, ct)
            ?? throw new NotFoundException("organization");
    }
}
