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
    /// <summary>Sessions that ended while the database was away are not left open for another interval.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.KeepAlive, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<LoginSessionService>().SweepAsync(stoppingToken);
                timer.Period = options.Value.KeepAlive;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepFailed(error);
                timer.Period = PauseAfterFailure;
            }
        }
    }

    [LoggerMessage(101, LogLevel.Error, "Checking the sessions of open streams failed; it is tried again in a second")]
    private partial void LogSweepFailed(Exception error);
}
