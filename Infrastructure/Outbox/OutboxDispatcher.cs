using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// Hands committed messages to the live channel, in the order of their commits. It is woken by each commit; what a killed
/// process left behind goes out first when the next one starts.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IServiceScopeFactory scopes, OutboxReader reader, ISseBroadcaster broadcaster, OutboxSignal signal, OutboxMetrics metrics,
    TimeProvider clock,
    ILogger<OutboxDispatcher> logger)
    : BackgroundService
{
    /// <summary>For messages that another process wrote: nobody signals those.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await broadcaster.SettledAsync(stoppingToken);
                if (!await DispatchAsync(stoppingToken))
                    await signal.WaitAsync(SweepInterval, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogDispatchFailed(error);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    /// <summary>True when more may be waiting.</summary>
    private async Task<bool> DispatchAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (waiting, more) = await reader.WaitingAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), ct);
        metrics.OldestWaiting = waiting.Count > 0 ? waiting[0].At : null;
        if (waiting.Count > 0)
        {
            await broadcaster.PublishAsync(waiting, ct);
            metrics.OldestWaiting = null;
        }
        return more;
    }

    [LoggerMessage(200, LogLevel.Error, "Sending events failed; they stay in the outbox and are tried again")]
    private partial void LogDispatchFailed(Exception error);
}
