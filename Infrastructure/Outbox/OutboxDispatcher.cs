using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// Hands committed messages to the live channel, in the order of their commits. Each commit hands over its own; what a killed
/// process left behind is looked for when the next one starts, and what another process wrote, every few seconds.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IServiceScopeFactory scopes, OutboxReader reader, ISseBroadcaster broadcaster, OutboxSignal signal, OutboxMetrics metrics,
    TimeProvider clock, ILogger<OutboxDispatcher> logger)
    : BackgroundService
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var mustSweep = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await broadcaster.SettledAsync(stoppingToken);
                var committed = mustSweep ? [] : await signal.TakeAsync(SweepInterval, stoppingToken);
                if (committed.Count > 0)
                    await PublishAsync(committed, stoppingToken);
                else
                    mustSweep = await SweepAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                mustSweep = true;   // what was taken is in the database
                LogDispatchFailed(error);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    /// <returns>Whether more may be waiting.</returns>
    private async Task<bool> SweepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (waiting, more) = await reader.WaitingAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), ct);
        await PublishAsync(waiting, ct);
        return more;
    }

    private async Task PublishAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        if (messages.Count > 0)
            metrics.OldestWaiting = messages[0].At;
        await broadcaster.PublishAsync(messages, ct);
        metrics.OldestWaiting = null;
    }

    [LoggerMessage(200, LogLevel.Error, "Sending events failed; they stay in the outbox and are tried again")]
    private partial void LogDispatchFailed(Exception error);
}
