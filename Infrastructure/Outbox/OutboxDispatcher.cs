using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// Hands committed messages to the live channel, in the order of their commits. It is woken by each commit; what a killed
/// process left behind goes out first when the next one starts.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IServiceScopeFactory scopes, ISseBroadcaster broadcaster, OutboxSignal signal, OutboxMetrics metrics, TimeProvider clock,
    ILogger<OutboxDispatcher> logger)
    : BackgroundService
{
    private const int BatchSize = 500;

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
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var waiting = await db.Outbox.AsNoTracking()
            .Where(message => message.Sequence == null)
            .OrderBy(message => message.Id)
            .Take(BatchSize)
            .ToListAsync(ct);
        metrics.OldestWaiting = waiting.Count > 0 ? waiting[0].CreatedAt : null;
        if (waiting.Count > 0)
        {
            await broadcaster.PublishAsync([.. waiting.Select(message => message.ToMessage())], ct);
            metrics.OldestWaiting = null;
        }
        return waiting.Count == BatchSize;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending events failed; they stay in the outbox and are tried again")]
    private partial void LogDispatchFailed(Exception error);
}
