namespace CoachingPlatform.Domain;

/// <summary>
/// Points in time are UTC everywhere; microseconds are the finest grain that is kept, because databases keep no finer one.
/// </summary>
public static class UtcTime
{
    /// <summary>The present, UTC, in the precision that is stored and sent.</summary>
    public static DateTime UtcNow(this TimeProvider clock) => clock.GetUtcNow().UtcDateTime.ToMicroseconds();

    /// <summary>Without what is finer than a microsecond.</summary>
    public static DateTime ToMicroseconds(this DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
