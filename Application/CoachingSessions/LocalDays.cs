using CoachingPlatform.Domain;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>Days as people in a time zone count them.</summary>
internal static class LocalDays
{
    /// <param name="name">IANA name; null: UTC.</param>
    /// <exception cref="BadRequestException">There is no such zone (<c>invalid_timezone</c>).</exception>
    public static TimeZoneInfo Zone(string? name)
    {
        if (name is null)
            return TimeZoneInfo.Utc;
        return TimeZones.TryFind(name, out var zone) ? zone
            : throw new BadRequestException($"tz: {TimeZones.Expectation}", "invalid_timezone");
    }

    /// <summary>When a day begins, UTC; where midnight is skipped by daylight saving time, the first moment after it.</summary>
    public static DateTime Start(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        var ticks = midnight.Ticks - zone.GetUtcOffset(midnight).Ticks;
        return new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }

    /// <summary>When a day is over, UTC.</summary>
    public static DateTime End(DateOnly day, TimeZoneInfo zone) =>
        day == DateOnly.MaxValue ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : Start(day.AddDays(1), zone);
}
