using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Users;

/// <summary>The roles of the person who asks, read anew for every request: a change of role counts at once.</summary>
public sealed class CallerRoles(IReadOnlyCollection<(Guid? OrganizationId, Role Role)> roles)
{
    public bool IsSuperAdmin => roles.Any(r => r.Role == Role.SuperAdmin);

    public bool AdministersAnything => roles.Any(r => r.Role is Role.SuperAdmin or Role.Admin);

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

    public static async Task<CallerRoles> RolesOfAsync(this IAppDb db, Guid userId, CancellationToken ct)
    {
        var roles = await db.UserRoles.Where(r => r.UserId == userId).Select(r => new { r.OrganizationId, r.Role }).ToListAsync(ct);
        return new CallerRoles([.. roles.Select(r => (r.OrganizationId, r.Role))]);
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
