using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// Writes down, once a second, for whom the newest events are. Nobody waits for it: they are in memory for much longer than that.
/// </summary>
internal sealed class RecipientIndexer(OutboxLog log, TimeProvider clock, ILogger<RecipientIndexer> logger) : PeriodicWork(clock, logger)
{
    protected override TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken ct)
    {
        while (await log.IndexAsync(ct))
        {
        }
    }
}
