using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Infrastructure.Calendar;
using CoachingPlatform.Tests.Support;
using CsCheck;
using MimeKit;

namespace CoachingPlatform.Tests.Infrastructure;

/// <summary>What calendar programs read: by the library that wrote it, and by another one.</summary>
public sealed class CalendarInviteTests
{
    private const string Python = "/usr/bin/python3";   // the one that Debian's packages belong to

    private static readonly DateTime Now = new(2027, 1, 4, 9, 30, 0, DateTimeKind.Utc);

    private static readonly string[] Zones =
        ["UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Nowhere/Land"];

    /// <summary>Minutes of 2027 and 2028, and how sessions repeat from there.</summary>
    private static readonly Gen<SeriesRule> Rules =
        from start in Gen.Int[0, 2 * 365 * 24 * 4]
        from frequency in Gen.Enum<RecurrenceFrequency>()
        from interval in Gen.Int[1, 3]
        from days in Gen.Enum<Weekday>().List[0, 4]
        from count in Gen.Int[1, 36]
        from ends in Gen.Bool
        let first = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(15 * start)
        let names = days.Count == 0 || frequency is RecurrenceFrequency.Daily or RecurrenceFrequency.Monthly
            ? null
            : days.Append((Weekday)(((int)first.DayOfWeek + 6) % 7)).ToList()
        select new SeriesRule(
            first, new Recurrence(frequency, interval, names, ends ? null : Math.Min(count, 365 / (interval * (frequency == RecurrenceFrequency.Monthly ? 31 : 14))),
            ends ? first.AddDays(10 * count) : null), 60);

    [Test]
    public void A_series_is_the_same_sessions_in_every_zone() =>
        Gen.Select(Rules, Gen.Int[0, Zones.Length - 1].Select(i => Zones[i])).Sample((rule, zone) =>
        {
            var read = Read(Invite(zone) with { Start = rule.StartAt, Rule = rule }).Events.Single();

            return read.GetOccurrences().Take(400).Select(o => o.Period.StartTime.AsUtc).SequenceEqual(
                rule.Recurrence.StartsFrom(rule.StartAt));
        }, iter: 2_000);

    [Test]
    public void A_session_is_at_the_same_moment_in_every_zone() =>
        Gen.Select(Gen.Int[0, 2 * 365 * 24 * 4], Gen.Int[1, 480], Gen.Int[0, Zones.Length - 1].Select(i => Zones[i]), Gen.Bool).Sample((start, minutes, zone, isMoved) =>
        {
            var invite = Invite(zone) with
            {
                Start = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(15 * start),
                Minutes = minutes,
                RecurrenceId = isMoved ? new DateTime(2027, 10, 31, 0, 30, 0, DateTimeKind.Utc) : null,
            };

            var read = Read(invite).Events.Single();

            return (read.Start!.AsUtc, read.End!.AsUtc, read.RecurrenceIdentifier?.StartTime.AsUtc) == (
                invite.Start, invite.Start.AddMinutes(minutes), invite.RecurrenceId);
        }, iter: 2_000);

    [Test]
    public void Times_are_in_the_zone_of_the_coach_wherever_that_says_which_moment_is_meant()
    {
        var inBerlin = Invite("Europe/Berlin").ToText(Now);
        var atNight = (Invite("Europe/Berlin") with { Start = new DateTime(2027, 10, 31, 1, 30, 0, DateTimeKind.Utc) }).ToText(Now);
        var weekly = new SeriesRule(Now, new Recurrence(RecurrenceFrequency.Weekly, 1, null, 10, null), 60);
        var winter = (Invite("Europe/Berlin") with { Rule = weekly }).ToText(Now);
        var intoSummer = (Invite("Europe/Berlin") with { Rule = weekly with { Recurrence = weekly.Recurrence with { Count = 20 } } }).ToText(Now);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(inBerlin, Does.Contain("DTSTART;TZID=Europe/Berlin:20270104T103000").And.Contain("BEGIN:VTIMEZONE"));
            Assert.That(atNight, Does.Contain("DTSTART:20271031T013000Z").And.Contain("DTEND:20271031T023000Z"));
            Assert.That(winter, Does.Contain("DTSTART;TZID=Europe/Berlin:20270104T103000").And.Contain("RRULE:FREQ=WEEKLY;COUNT=10"));
            Assert.That(intoSummer, Does.Contain("DTSTART:20270104T093000Z").And.Contain("RRULE:FREQ=WEEKLY;COUNT=20"));
        }
    }

    [Test]
    public void Another_library_reads_the_same()
    {
        if (!File.Exists(Python))
            Assert.Ignore("Debian's Python is not installed.");
        using var folder = new TempFolder();
        var expected = new List<object>();
        foreach (var (zone, i) in Zones.Select((zone, i) => (zone, i)))
        {
            var rule = new SeriesRule(
                Now.AddDays(27 + i), new Recurrence((RecurrenceFrequency)(i % 4), 1 + i % 2, null, 6, null), 45);
            var invite = Invite(zone) with { Sequence = i, Start = rule.StartAt, Rule = i % 3 == 0 ? null : rule, IsCancelled = i % 2 == 1 };
            File.WriteAllText(folder.File($"{i}.ics"), invite.ToText(Now));
            var starts = invite.Rule is null ? [invite.Start] : rule.Recurrence.StartsFrom(rule.StartAt);
            expected.Add(new
            {
                method = invite.Method,
                sequence = i,
                summary = invite.Summary,
                description = invite.Description,
                attendees = invite.Attendees.Select(attendee => attendee.Name),
                starts = starts.Select(start => start.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            });
        }
        File.WriteAllText(folder.File("read.py"), Reader);

        using var python = Process.Start(new ProcessStartInfo(Python, [folder.File("read.py"), folder.Path, $"{Zones.Length}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (python.StandardOutput.ReadToEnd(), python.StandardError.ReadToEnd());
        python.WaitForExit();
        if (errors.Contains("ModuleNotFoundError", StringComparison.Ordinal))
            Assert.Ignore("icalendar is not installed (Debian: python3-icalendar).");

        Assert.That(python.ExitCode, Is.Zero, errors);
        Assert.That(
            JsonDocument.Parse(output).RootElement.EnumerateArray().Select(read => read.ToString()),
            Is.EqualTo(expected.Select(each => JsonSerializer.Serialize(each))));
    }

    private const string Reader =
        """
        import sys, json, datetime, icalendar, dateutil.rrule
        UTC = datetime.timezone.utc
        def starts(event):
            start = event["DTSTART"].dt
            if "RRULE" not in event:
                return [start]
            # the local times of the zone, as a calendar program repeats them, and then the moments that they are
            rule = event["RRULE"].to_ical().decode()
            naive = [at for at in dateutil.rrule.rrulestr(rule, dtstart=start.replace(tzinfo=None))]
            zone = start.tzinfo
            return [zone.localize(at) if hasattr(zone, "localize") else at.replace(tzinfo=zone) for at in naive]
        result = []
        for i in range(int(sys.argv[2])):
            calendar = icalendar.Calendar.from_ical(open(f"{sys.argv[1]}/{i}.ics", encoding="utf-8", newline="").read())
            [event] = calendar.walk("VEVENT")
            result.append({
                "method": str(calendar["METHOD"]), "sequence": int(event["SEQUENCE"]), "summary": str(event["SUMMARY"]),
                "description": str(event["DESCRIPTION"]), "attendees": [a.params["CN"] for a in event["ATTENDEE"]],
                "starts": [at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") for at in starts(event)]})
        print(json.dumps(result, separators=(",", ":"), ensure_ascii=True))
        """;

    private static CalendarInvite Invite(string zone) => new(
        "7c1d3a52@coaching-platform", 0, Now, 60, RecurrenceId: null, Rule: null, zone, "Coaching Session: Harbour, Inc; \\ 1",
        "A title\n\n- one, two; three", "https://meet.example.org/x", new MailboxAddress("Coaching Platform", "no-reply@localhost"),
        [new MailboxAddress("Cleo", "coach@demo.test"), new MailboxAddress("Eli; Łukasz", "coachee@demo.test")], IsCancelled: false);

    private static Ical.Net.Calendar Read(CalendarInvite invite) => Ical.Net.Calendar.Load(invite.ToText(Now))!;
}
