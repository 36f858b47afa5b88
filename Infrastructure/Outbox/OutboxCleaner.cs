using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>Trims the event log once a minute.</summary>
internal sealed class OutboxCleaner(OutboxLog log, TimeProvider clock, ILogger<OutboxCleaner> logger) : PeriodicWork(clock, logger)
{
    protected override TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    protected override Task RunAsync(CancellationToken ct) => log.TrimAsync(ct);
}
