using CoachingPlatform.Domain.CoachingSessions;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using MimeKit;

namespace CoachingPlatform.Infrastructure.Calendar;

/// <summary>What a calendar program is told of a session, of a series, or of one session of a series.</summary>
/// <param name="Uid">The same for life, by which the program finds what it has.</param>
/// <param name="Sequence">Grows with each change; a program ignores what is older than what it has.</param>
/// <param name="Start">UTC.</param>
/// <param name="RecurrenceId">The original start, UTC, of one session of a series; null: it stands for itself, or is the series.</param>
/// <param name="Rule">How a series repeats; null: it is a single session.</param>
/// <param name="Zone">IANA name of the zone in which times are written; one that is unknown means UTC.</param>
/// <param name="MeetingUrl">Null or empty: none.</param>
internal sealed record CalendarInvite(
    string Uid, int Sequence, DateTime Start, int Minutes, DateTime? RecurrenceId, SeriesRule? Rule, string Zone, string Summary,
    string Description, string? MeetingUrl, MailboxAddress Organizer, IReadOnlyList<MailboxAddress> Attendees, bool IsCancelled)
{
    public const string ProductId = "-//Coaching Platform//Calendar//EN";

    public string Method => IsCancelled ? "CANCEL" : "REQUEST";

    /// <summary>The text of an <c>.ics</c> file.</summary>
    public string ToText(DateTime now)
    {
        var times = new CalendarTimes(Zone);
        var calendarEvent = Rule is null ? Single(times) : Series(times) ?? Series(times = CalendarTimes.Utc)!;
        calendarEvent.Uid = Uid;
        calendarEvent.DtStamp = CalendarTimes.Utc.Of(now);
        calendarEvent.Sequence = Sequence;
        calendarEvent.Status = IsCancelled ? "CANCELLED" : "CONFIRMED";
        calendarEvent.Summary = Summary;
        calendarEvent.Description = Description;
        calendarEvent.Organizer = new Organizer($"mailto:{Organizer.Address}") { CommonName = Organizer.Name };
        foreach (var attendee in Attendees)
        {
            calendarEvent.Attendees.Add(new Attendee($"mailto:{attendee.Address}")
            {
                CommonName = attendee.Name,
                Role = "REQ-PARTICIPANT",
                ParticipationStatus = "NEEDS-ACTION",
                Rsvp = true,
            });
        }
        calendarEvent.MeetAt(MeetingUrl);
        var calendar = new Ical.Net.Calendar { Method = Method, ProductId = ProductId };
        if (times.Definition(Start < now ? Start : now) is { } zone)
            calendar.AddTimeZone(zone);
        calendar.Events.Add(calendarEvent);
        return new CalendarSerializer(calendar).SerializeToString()!;
    }

    /// <summary>The repeated or skipped hour of the night in which clocks change cannot be told apart in local time: UTC can.</summary>
    private CalendarEvent Single(CalendarTimes times)
    {
        var end = Start.AddMinutes(Minutes);
        if (!times.IsClear(Start) || !times.IsClear(end) || (RecurrenceId is { } original && !times.IsClear(original)))
            times = CalendarTimes.Utc;
        var single = new CalendarEvent { Start = times.Of(Start), End = times.Of(end) };
        if (RecurrenceId is { } id)
            single.RecurrenceIdentifier = new RecurrenceIdentifier(times.Of(id));
        return single;
    }

    /// <summary>Sessions repeat by UTC, so in a zone with summer time there may be no rule in local time for them.</summary>
    /// <returns>Null when a program would make other sessions of it.</returns>
    private CalendarEvent? Series(CalendarTimes times)
    {
        var starts = Rule!.Recurrence.StartsFrom(Rule.StartAt);
        var series = new CalendarEvent
        {
            Start = times.Of(Rule.StartAt),
            End = times.Of(Rule.StartAt.AddMinutes(Rule.DurationMinutes)),
            RecurrenceRule = times.RuleOf(Rule, starts),
        };
        var repeated = series.GetOccurrences().Take(starts.Count + 1).Select(occurrence => occurrence.Period.StartTime.AsUtc);
        return times == CalendarTimes.Utc || repeated.SequenceEqual(starts) ? series : null;
    }
}
