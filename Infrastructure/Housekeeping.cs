using CoachingPlatform.Domain;
using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure;

/// <summary>Forgets, once an hour, counted attempts that say nothing any more, links that are too old and browsers that were not used for long.</summary>
internal sealed partial class Housekeeping(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Housekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<AppDb>();
                var now = clock.UtcNow();
                await db.Throttles.Where(t => t.ForgetAt <= now).ExecuteDeleteAsync(stoppingToken);
                await db.AccountTokens.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(stoppingToken);
                await db.KnownDevices.Where(d => d.LastUsedAt <= now - KnownDevice.Lifetime).ExecuteDeleteAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogHousekeepingFailed(error);
            }
        }
    }

    [LoggerMessage(110, LogLevel.Error, "Housekeeping failed; it is tried again in an hour")]
    private partial void LogHousekeepingFailed(Exception error);
}
