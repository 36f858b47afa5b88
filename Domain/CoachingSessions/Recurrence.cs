namespace CoachingPlatform.Domain.CoachingSessions;

/// <summary>
/// How sessions repeat: every so many days, weeks or months, for a number of times or until a point in time. All arithmetic
/// is UTC, so the time on people's clocks moves with summer time.
/// </summary>
/// <param name="Interval">Every how many units, 1 to 366; with <see cref="RecurrenceFrequency.Biweekly"/>, pairs of weeks.</param>
/// <param name="ByWeekdays">Only weekly and biweekly: the days of each week, UTC; null: the weekday of the first start.</param>
/// <param name="Count">How many sessions; null when <paramref name="Until"/> is given.</param>
/// <param name="Until">Latest start, UTC, inclusive; null when <paramref name="Count"/> is given.</param>
public sealed record Recurrence(
    RecurrenceFrequency Frequency, int Interval, IReadOnlyList<Weekday>? ByWeekdays, int? Count, DateTime? Until)
{
    public const int MaxOccurrences = 365;
    public const int MaxSpanDays = 366;
    public const int MaxInterval = 366;

    /// <summary>Each day once, from Monday on.</summary>
    public IReadOnlyList<Weekday>? ByWeekdays { get; } = ByWeekdays is null ? null : [.. ByWeekdays.Distinct().Order()];

    /// <summary>Far enough from the end of the calendar for every step that is taken before a limit is noticed.</summary>
    private static readonly DateTime LatestStart = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Every how many days, weeks or months.</summary>
    public int IntervalInUnits() => Frequency == RecurrenceFrequency.Biweekly ? 2 * Interval : Interval;

    /// <summary>The starts in order, the first one always being <paramref name="first"/>.</summary>
    /// <exception cref="RuleException">The rule contradicts itself, yields nothing or too much (<c>validation_error</c>).</exception>
    public IReadOnlyList<DateTime> StartsFrom(DateTime first)
    {
        EnsureSound(first);
        var starts = new List<DateTime>();
        foreach (var start in EndlessStartsFrom(first))
        {
            if (start > Until || starts.Count >= Count)
                break;
            if (starts.Count == MaxOccurrences)
                throw new RuleException($"A series has at most {MaxOccurrences} sessions.");
            if ((start - first).Days > MaxSpanDays)
                throw new RuleException($"A series spans at most {MaxSpanDays} days.");
            starts.Add(start);
        }
        return starts.Count > 0 ? starts : throw new RuleException("A series has at least one session.");
    }

    /// <summary>Two rules with the same weekdays are one, which a comparison of the lists would not see.</summary>
    public bool Equals(Recurrence? other) =>
        other is not null && (Frequency, Interval, Count, Until) == (other.Frequency, other.Interval, other.Count, other.Until)
        && (ByWeekdays ?? []).SequenceEqual(other.ByWeekdays ?? []);

    public override int GetHashCode() => HashCode.Combine(Frequency, Interval, Count, Until);

    private IEnumerable<DateTime> EndlessStartsFrom(DateTime first)
    {
        var interval = IntervalInUnits();
        for (var step = 0; ; step++)
        {
            if (Frequency == RecurrenceFrequency.Daily)
                yield return first.AddDays(step * interval);
            else if (Frequency == RecurrenceFrequency.Monthly)
                yield return first.AddMonths(step * interval);   // from the first start, so that the 31st returns after a short month
            else if (ByWeekdays is null)
                yield return first.AddDays(7 * step * interval);
            else
            {
                var monday = first.AddDays(7 * step * interval - (int)WeekdayOf(first));
                foreach (var start in ByWeekdays.Select(day => monday.AddDays((int)day)).Where(start => start >= first))
                    yield return start;
            }
        }
    }

    private void EnsureSound(DateTime first)
    {
        if (Interval is < 1 or > MaxInterval)
            throw new RuleException($"The interval of a series is between 1 and {MaxInterval}.");
        if (Count is null == Until is null)
            throw new RuleException("A series ends either after a count of sessions or at a time: give one of count and until.");
        if (first >= LatestStart)
            throw new RuleException("A series cannot start that late.");
        if (ByWeekdays is null)
            return;
        if (Frequency is RecurrenceFrequency.Daily or RecurrenceFrequency.Monthly)
            throw new RuleException("Only a weekly or biweekly series names weekdays.");
        if (!ByWeekdays.Contains(WeekdayOf(first)))
            throw new RuleException($"The series starts on a {WeekdayOf(first)} in UTC, so its weekdays have to contain it.");
    }

    private static Weekday WeekdayOf(DateTime date) => (Weekday)(((int)date.DayOfWeek + 6) % 7);
}
