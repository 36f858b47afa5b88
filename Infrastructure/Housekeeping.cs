using CoachingPlatform.Domain;
using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure;

/// <summary>
/// Forgets, once an hour, counted attempts that say nothing any more, links that are too old and browsers that were not used for long.
/// </summary>
internal sealed class Housekeeping(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Housekeeping> logger)
    : PeriodicWork(clock, logger)
{
    protected override TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    protected override async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = Clock.UtcNow();
        await db.RateLimitCounters.Where(t => t.ForgetAt <= now).ExecuteDeleteAsync(ct);
        await db.AccountLinks.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.KnownDevices.Where(d => d.LastUsedAt <= now - KnownDevice.Lifetime).ExecuteDeleteAsync(ct);
    }
}
