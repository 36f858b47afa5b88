using System.Globalization;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>Times and rules as a person reads them, in their time zone; where that is unknown, in UTC and saying so.</summary>
internal sealed class MailWords
{
    private readonly TimeZoneInfo? _zone;

    public MailWords(User reader) => _zone = TimeZones.TryFind(reader.Timezone, out var zone) ? zone : null;

    /// <summary>For example <c>Tuesday, February 9, 2027</c>.</summary>
    public string Date(DateTime utc) => Local(utc).ToString("dddd, MMMM d, yyyy", CultureInfo.InvariantCulture);

    /// <summary>For example <c>4:00 PM</c>.</summary>
    public string Time(DateTime utc) =>
        Local(utc).ToString("h:mm tt", CultureInfo.InvariantCulture) + (_zone is null ? " UTC" : "");

    public string When(DateTime utc) => $"{Date(utc)} at {Time(utc)}";

    /// <summary>For example <c>1 hour 30 minutes</c>.</summary>
    public static string Duration(int minutes)
    {
        var (hours, rest) = (minutes / 60, minutes % 60);
        return string.Join(' ', new[] { Count(hours, "hour"), Count(rest, "minute") }.Where(part => part.Length > 0));

        static string Count(int number, string unit) => number == 0 ? "" : $"{number} {unit}{(number == 1 ? "" : "s")}";
    }

    /// <summary>For example <c>Every 2 weeks on Monday and Wednesday</c>. The weekdays are those of the reader.</summary>
    public string Cadence(SeriesRule rule)
    {
        var recurrence = rule.Recurrence;
        var (adverb, units) = recurrence.Frequency switch
        {
            RecurrenceFrequency.Daily => ("Daily", "days"),
            RecurrenceFrequency.Monthly => ("Monthly", "months"),
            _ => ("Weekly", "weeks"),
        };
        var every = recurrence.IntervalInUnits() is > 1 and var often ? $"Every {often} {units}" : adverb;
        if (recurrence.ByWeekdays is null)
            return every;
        var days = recurrence.StartsFrom(rule.StartAt).Select(start => Local(start).DayOfWeek).Distinct()
            .OrderBy(day => ((int)day + 6) % 7).Select(day => day.ToString()).ToList();
        return $"{every} on {(days.Count == 1 ? days[0] : $"{string.Join(", ", days.SkipLast(1))} and {days[^1]}")}";
    }

    private DateTime Local(DateTime utc) => _zone is null ? utc : TimeZoneInfo.ConvertTimeFromUtc(utc, _zone);
}
