using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Sse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.LoginSessions;

/// <summary>Once per keep-alive interval: ends streams whose login session is over, and forgets expired sessions.</summary>
internal sealed partial class LoginSessionSweeper(
    IServiceScopeFactory scopes, IOptions<SseOptions> options, TimeProvider clock, ILogger<LoginSessionSweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.KeepAlive, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<LoginSessionService>().SweepAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Checking the sessions of open streams failed; it is tried again with the next tick")]
    private partial void LogSweepFailed(Exception error);
}
