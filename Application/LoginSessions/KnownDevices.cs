using CoachingPlatform.Domain;
using CoachingPlatform.Domain.LoginSessions;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>The browsers in which people have signed in before.</summary>
public sealed class KnownDevices(IAppDb db, TimeProvider clock)
{
    /// <param name="token">From the cookie; null when there is none.</param>
    /// <returns>Its id; null when this user has not signed in with it, or not for long.</returns>
    public async Task<string?> FindAsync(string? token, Guid userId, CancellationToken ct)
    {
        if (token is null)
            return null;
        var (id, since) = (SessionToken.IdOf(token), clock.UtcNow() - KnownDevice.Lifetime);
        return await db.KnownDevices.AnyAsync(d => d.Id == id && d.UserId == userId && d.LastUsedAt > since, ct) ? id : null;
    }

    /// <summary>The user has signed in with it again.</summary>
    public Task RenewAsync(string id, CancellationToken ct)
    {
        var now = clock.UtcNow();
        return db.KnownDevices.Where(d => d.Id == id).ExecuteUpdateAsync(d => d.SetProperty(x => x.LastUsedAt, now), ct);
    }

    /// <summary>
    /// Adds a device to the unit of work. Its token is always a new one: a token that came with the request may have been put
    /// there by somebody else.
    /// </summary>
    /// <returns>The token for the cookie.</returns>
    public async Task<string> AddAsync(Guid userId, CancellationToken ct)
    {
        await db.KnownDevices.Where(d => d.UserId == userId)
            .OrderByDescending(d => d.LastUsedAt).ThenBy(d => d.Id)
            .Skip(KnownDevice.MostPerUser - 1)
            .ExecuteDeleteAsync(ct);
        var token = SessionToken.Create();
        db.KnownDevices.Add(KnownDevice.Create(SessionToken.IdOf(token), userId, clock.UtcNow()));
        return token;
    }
}
