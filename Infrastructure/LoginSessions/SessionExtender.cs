using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure.LoginSessions;

/// <summary>Moves on the expiry of sessions that were used. What fails is left to the next request of the session.</summary>
internal sealed partial class SessionExtender(
    UsedSessions used, IServiceScopeFactory scopes, ILogger<SessionExtender> logger) : BackgroundService
{
    /// <summary>All who come back at once, after a deployment or in the morning, cost the disk one write and not one each.</summary>
    private const int SessionsPerStatement = 1_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var (sessionIds, expiresAt) = await used.TakeAsync(SessionsPerStatement, stoppingToken);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<AppDb>().LoginSessions.Where(s => EF.Parameter(sessionIds).Contains(s.Id))
                    .ExecuteUpdateAsync(s => s.SetProperty(x => x.ExpiresAt, expiresAt), stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogExtendFailed(error);
            }
        }
    }

    [LoggerMessage(100, LogLevel.Error, "Moving on the expiry of a session failed; it is tried again with its next request")]
    private partial void LogExtendFailed(Exception error);
}
