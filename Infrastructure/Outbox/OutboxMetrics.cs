using System.Diagnostics.Metrics;
using CoachingPlatform.Domain;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>What the outbox tells its operators.</summary>
public sealed class OutboxMetrics : IDisposable
{
    public const string Name = "CoachingPlatform.Outbox";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _setAside;
    private long _oldestTicks;

    public OutboxMetrics(TimeProvider clock)
    {
        _setAside = _meter.CreateCounter<long>(
            "outbox.rows.set_aside", description: "Rows that are not events that could be sent, and are kept aside");
        _meter.CreateObservableGauge(
            "outbox.age", () => Volatile.Read(ref _oldestTicks) is > 0 and var ticks
                ? Math.Max(0, TimeSpan.FromTicks(clock.UtcNow().Ticks - ticks).TotalSeconds) : 0,
            "s", "How long the oldest event has waited to be sent");
    }

    internal void SetAside() => _setAside.Add(1);

    /// <summary>Since when the oldest message waits, UTC; null when none does.</summary>
    internal DateTime? OldestWaiting
    {
        set => Volatile.Write(ref _oldestTicks, value?.Ticks ?? 0);
    }

    public void Dispose() => _meter.Dispose();
}
