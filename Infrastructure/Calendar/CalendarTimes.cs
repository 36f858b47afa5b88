using CoachingPlatform.Domain.CoachingSessions;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using NodaTime;

namespace CoachingPlatform.Infrastructure.Calendar;

/// <summary>Times as a calendar writes them: in a zone by its name, or in UTC.</summary>
internal sealed class CalendarTimes
{
    private readonly DateTimeZone? _zone;

    /// <param name="name">IANA name; UTC or one that is unknown means UTC.</param>
    public CalendarTimes(string name) =>
        _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is { } zone && zone.Id is not ("UTC" or "Etc/UTC") ? zone : null;

    public static CalendarTimes Utc { get; } = new("UTC");

    public CalDateTime Of(DateTime utc) => _zone is null ? new CalDateTime(utc, "UTC") : new CalDateTime(Local(utc), _zone.Id);

    /// <summary>Whether the local time says which moment is meant.</summary>
    public bool IsClear(DateTime utc) => _zone is null || _zone.MapLocal(LocalDateTime.FromDateTime(Local(utc))).Count == 1;

    /// <summary>The definition of the zone from a year before a moment on, which is not in the future; null for UTC, which needs none.</summary>
    public VTimeZone? Definition(DateTime utc) =>
        _zone is null ? null : VTimeZone.FromDateTimeZone(_zone.Id, utc.AddYears(-1), includeHistoricalData: false);

    /// <param name="starts">What the rule yields.</param>
    public RecurrenceRule RuleOf(SeriesRule rule, IReadOnlyList<DateTime> starts)
    {
        var recurrence = rule.Recurrence;
        var repeats = new RecurrenceRule(
            recurrence.Frequency switch
            {
                RecurrenceFrequency.Daily => FrequencyType.Daily,
                RecurrenceFrequency.Monthly => FrequencyType.Monthly,
                _ => FrequencyType.Weekly,
            },
            recurrence.IntervalInUnits())
        {
            Count = recurrence.Count,
            Until = recurrence.Until is { } until ? new CalDateTime(until, "UTC") : null,
        };
        if (recurrence.ByWeekdays is not null)
            repeats.ByDay = [.. starts.Select(start => Local(start).DayOfWeek).Distinct().Order().Select(day => new WeekDay(day))];
        // the 31st falls on the last day of a shorter month, which a plain rule would leave out
        var day = Local(rule.StartAt).Day;
        if (recurrence.Frequency == RecurrenceFrequency.Monthly && day > 28)
            (repeats.ByMonthDay, repeats.BySetPosition) = ([.. Enumerable.Range(28, day - 27)], [-1]);
        return repeats;
    }

    private DateTime Local(DateTime utc) => _zone is null ? utc
        : Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).InZone(_zone).ToDateTimeUnspecified();
}
