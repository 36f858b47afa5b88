using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Application.Accounts;

/// <summary>What whoever runs the server does on its command line. Nobody has to be signed in for it, so no route leads here.</summary>
public sealed class OperatorService(IAppDb db, AccountLinkService links, TimeProvider clock)
{
    /// <summary>Makes somebody super admin; who has no account gets one.</summary>
    /// <exception cref="ConflictException">Somebody else did the same at the same moment (<c>conflict</c>).</exception>
    public async Task<SuperAdminCreated> CreateSuperAdminAsync(string email, CancellationToken ct)
    {
        var now = clock.UtcNow();
        var user = await db.FindAccountAsync(email, ct);
        var isNew = user is null;
        if (user is null)
            db.Users.Add(user = User.Create(email, "Super", "Admin", "UTC", now));
        var wasSuperAdmin = await db.IsSuperAdminAsync(user.Id, ct);
        if (!wasSuperAdmin)
        {
            db.UserRoles.Add(UserRole.SuperAdmin(user.Id, now));
            db.RoleChanges.Add(RoleChange.Create(user.Id, null, null, Role.SuperAdmin, RoleChange.ByOperator, now));
        }
        if (user.PasswordHash is null)
            return new SuperAdminCreated(isNew, wasSuperAdmin, await links.CreateAsync(user.Id, AccountLinkPurpose.Setup, ct));
        await db.SaveChangesAsync(ct);
        return new SuperAdminCreated(isNew, wasSuperAdmin, null);
    }

    /// <returns>A link to choose a new password.</returns>
    /// <exception cref="NotFoundException">Nobody has this address.</exception>
    public async Task<string> ResetPasswordAsync(string email, CancellationToken ct)
    {
        var user = await db.RequireAccountAsync(email, ct);
        return await links.CreateAsync(user.Id, AccountLinkPurpose.PasswordReset, ct);
    }
}
