namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>What the event log knows about itself: one row.</summary>
public sealed class EventLogState
{
    public const int OnlyId = 1;

    private static readonly DateTime FirstEpoch = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private EventLogState()
    {
    }

    public int Id { get; private set; }

    /// <summary>Part of every id that clients get: minutes since 2026 when it was given, or one more than the epoch before.</summary>
    public long Epoch { get; private set; }

    /// <summary>Number of the newest event whose recipients are written down one by one.</summary>
    public long IndexedUpTo { get; private set; }

    public static EventLogState Create(DateTime now) => new() { Id = OnlyId, Epoch = EpochAfter(0, now) };

    /// <summary>Greater than any epoch that a database has had that this one was restored from.</summary>
    public static long EpochAfter(long epoch, DateTime now) => Math.Max(epoch + 1, (long)(now - FirstEpoch).TotalMinutes);
}
