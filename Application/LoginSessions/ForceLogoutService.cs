using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>Signs somebody out everywhere, at once.</summary>
public sealed class ForceLogoutService(IAppDb db, LoginSessionService sessions)
{
    private const string DefaultReason = "An administrator has signed you out.";

    /// <exception cref="ForbiddenException">The caller runs no organization that the user belongs to.</exception>
    /// <exception cref="NotFoundException">There is no such user; only administrators learn this.</exception>
    public async Task<ForceLogoutDto> ForceLogoutAsync(Guid userId, string? reason, Guid callerId, CancellationToken ct)
    {
        await RequireAdministratorOfAsync(userId, callerId, ct);

        var revoked = await sessions.RevokeAsync(userId, ct);
        sessions.CloseStreams(revoked, string.IsNullOrWhiteSpace(reason) ? DefaultReason : reason);
        return new ForceLogoutDto(userId, revoked.Count);
    }

    private async Task RequireAdministratorOfAsync(Guid userId, Guid callerId, CancellationToken ct)
    {
        await db.RequireAnyAdminAsync(callerId, ct);
        if (await db.UsersAdministeredBy(callerId).AnyAsync(u => u.Id == userId, ct))
            return;
        throw await db.Users.AnyAsync(u => u.Id == userId, ct)
            ? new ForbiddenException("This user belongs to no organization that you administer.")
            : new NotFoundException("user");
    }
}
