using System.Globalization;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CsCheck;

namespace CoachingPlatform.Tests.Domain;

public sealed class RecurrenceTests
{
    private static readonly DateTime Monday = new(2026, 6, 1, 17, 0, 0, DateTimeKind.Utc);

    [TestCase("daily 1", 3, "06-01 06-02 06-03")]
    [TestCase("daily 10", 3, "06-01 06-11 06-21")]
    [TestCase("weekly 1", 3, "06-01 06-08 06-15")]
    [TestCase("weekly 3", 3, "06-01 06-22 07-13")]
    [TestCase("biweekly 1", 3, "06-01 06-15 06-29")]
    [TestCase("biweekly 2", 2, "06-01 06-29")]
    [TestCase("monthly 1", 3, "06-01 07-01 08-01")]
    [TestCase("weekly 1 Mon Wed", 5, "06-01 06-03 06-08 06-10 06-15")]
    [TestCase("weekly 2 Wed Mon Mon", 4, "06-01 06-03 06-15 06-17")]
    [TestCase("biweekly 1 Mon Sun", 4, "06-01 06-07 06-15 06-21")]
    public void Sessions_repeat(string rule, int count, string expected) =>
        Assert.That(Days(Rule(rule, count, null).StartsFrom(Monday)), Is.EqualTo(expected));

    [Test]
    public void Days_of_the_first_week_before_the_start_are_skipped() =>
        Assert.That(Days(Rule("weekly 1 Mon Wed Fri", 4, null).StartsFrom(Monday.AddDays(2))), Is.EqualTo("06-03 06-05 06-08 06-10"));

    [Test]
    public void The_last_day_of_a_month_returns_after_a_short_month() =>
        Assert.That(Days(Rule("monthly 1", 4, null).StartsFrom(new DateTime(2026, 8, 31))), Is.EqualTo("08-31 09-30 10-31 11-30"));

    [TestCase(0, "06-01 06-08 06-15")]
    [TestCase(-1, "06-01 06-08")]
    public void Until_is_inclusive(int seconds, string expected) =>
        Assert.That(Days(Rule("weekly 1", null, Monday.AddDays(14).AddSeconds(seconds)).StartsFrom(Monday)), Is.EqualTo(expected));

    [TestCase("daily 1", 365)]
    [TestCase("daily 366", 2)]
    [TestCase("monthly 12", 2)]
    public void The_largest_series(string rule, int count) =>
        Assert.That(Rule(rule, count, null).StartsFrom(Monday), Has.Count.EqualTo(count));

    [TestCase("daily 1", 366, TestName = "one session too many")]
    [TestCase("daily 2", 185, TestName = "368 days")]
    [TestCase("weekly 53", 2, TestName = "371 days")]
    [TestCase("monthly 13", 2, TestName = "13 months")]
    [TestCase("monthly 366", int.MaxValue, TestName = "the widest step and count")]
    [TestCase("biweekly 366", 2, TestName = "the widest step in weeks")]
    [TestCase("daily 0", 1, TestName = "no interval")]
    [TestCase("daily -1", 1, TestName = "backwards")]
    [TestCase("daily 367", 1, TestName = "an interval too wide")]
    [TestCase("daily 1", 0, TestName = "nothing")]
    [TestCase("daily 1", -1, TestName = "less than nothing")]
    [TestCase("daily 1 Mon", 1, TestName = "weekdays of a daily series")]
    [TestCase("monthly 1 Mon", 1, TestName = "weekdays of a monthly series")]
    [TestCase("weekly 1 Tue", 1, TestName = "not on the weekday it starts on")]
    public void What_cannot_be_a_series(string rule, int count) =>
        Assert.That(() => Rule(rule, count, null).StartsFrom(Monday), Throws.TypeOf<RuleException>());

    [Test]
    public void A_series_has_one_end_and_a_start_that_the_calendar_can_follow()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Rule("daily 1", null, null).StartsFrom(Monday), Throws.TypeOf<RuleException>());
            Assert.That(() => Rule("daily 1", 1, Monday).StartsFrom(Monday), Throws.TypeOf<RuleException>());
            Assert.That(() => Rule("daily 1", null, Monday.AddTicks(-1)).StartsFrom(Monday), Throws.TypeOf<RuleException>());
            Assert.That(() => Rule("daily 1", null, DateTime.MaxValue).StartsFrom(Monday), Throws.TypeOf<RuleException>());
            Assert.That(() => Rule("daily 1", 1, null).StartsFrom(DateTime.MaxValue), Throws.TypeOf<RuleException>());
            Assert.That(
                () => new Recurrence(RecurrenceFrequency.Weekly, 1, [], 1, null).StartsFrom(Monday), Throws.TypeOf<RuleException>());
            Assert.That(Rule("daily 1", 1, null).StartsFrom(DateTime.MinValue), Has.Count.EqualTo(1));
            Assert.That(Rule("weekly 1 Mon", 1, null).StartsFrom(DateTime.MinValue), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public void The_order_of_weekdays_makes_no_difference() =>
        Assert.That(Rule("weekly 1 Wed Mon Wed", 1, null), Is.EqualTo(Rule("weekly 1 Mon Wed", 1, null)).And.Not.EqualTo(
            Rule("weekly 1 Mon", 1, null)));

    /// <summary>Whatever the rule and the start: it is refused, or it yields something; nothing else happens.</summary>
    [Test]
    public void No_rule_breaks_it() => Gen.Select(
        Gen.Enum<RecurrenceFrequency>(), Gen.Int, Gen.Enum<Weekday>().Array[0, 8].Null(), Gen.Int.Nullable(), Gen.DateTime.Nullable(),
        Gen.DateTime,
        (frequency, interval, days, count, until, first) => (Rule: new Recurrence(frequency, interval, days, count, until), First: first))
        .Sample(each =>
        {
            try
            {
                return each.Rule.StartsFrom(each.First).Count is > 0 and <= Recurrence.MaxOccurrences;
            }
            catch (RuleException)
            {
                return true;
            }
        });

    [Test]
    public void Every_sound_rule_is_kept()
    {
        var firsts = Gen.DateTime[new DateTime(1990, 1, 1), new DateTime(2100, 1, 1)];
        var rules = Gen.Select(
            firsts, Gen.Enum<RecurrenceFrequency>(), Gen.Int[1, 3], Gen.Enum<Weekday>().Array[0, 7], Gen.Bool, Gen.Int[1, 4], Gen.Bool,
            (first, frequency, interval, days, byDays, amount, counts) =>
            {
                var weekly = frequency is RecurrenceFrequency.Weekly or RecurrenceFrequency.Biweekly;
                var own = Enum.Parse<Weekday>(first.DayOfWeek.ToString()[..3]);
                return (First: first, Rule: new Recurrence(
                    frequency, interval, weekly && byDays ? [own, .. days] : null, counts ? amount : null,
                    counts ? null : first.AddDays(20 * amount)));
            });

        rules.Sample(each =>
        {
            var (first, rule) = each;
            var starts = rule.StartsFrom(first);
            Assert.That(starts, Is.Ordered.And.Unique);
            Assert.That(starts[0], Is.EqualTo(first));
            Assert.That(starts, Has.All.Matches<DateTime>(start => start.TimeOfDay == first.TimeOfDay));
            if (rule.Count is { } count)
                Assert.That(starts, Has.Count.EqualTo(count));
            else
                Assert.That(starts[^1], Is.LessThanOrEqualTo(rule.Until!.Value));
            if (rule.ByWeekdays is { } days)
                Assert.That(
                    starts.Select(start => start.DayOfWeek.ToString()[..3]).Distinct(), Is.SubsetOf(days.Select(day => day.ToString())));
            else if (rule.Frequency is RecurrenceFrequency.Monthly)
                Assert.That(starts.Select((start, i) => start == first.AddMonths(i * rule.Interval)), Has.All.True);
            else
                Assert.That(starts.Zip(starts.Skip(1), (one, next) => next - one).Distinct().Count(), Is.LessThanOrEqualTo(
                    1), "the same distance between all");
        });
    }

    private static Recurrence Rule(string text, int? count, DateTime? until)
    {
        var parts = text.Split(' ');
        var days = parts[2..].Select(Enum.Parse<Weekday>).ToList();
        return new Recurrence(
            Enum.Parse<RecurrenceFrequency>(parts[0], ignoreCase: true), int.Parse(parts[1], CultureInfo.InvariantCulture),
            days.Count == 0 ? null : days, count, until);
    }

    private static string Days(IEnumerable<DateTime> starts) =>
        string.Join(' ', starts.Select(start => start.ToString("MM-dd", CultureInfo.InvariantCulture)));
}
