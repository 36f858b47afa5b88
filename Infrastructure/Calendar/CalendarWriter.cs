using CoachingPlatform.Application.CalendarFeeds;
using CoachingPlatform.Infrastructure.Mail;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.Serialization;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Calendar;

/// <summary>Writes the calendar that programs subscribe to: each session by itself, in UTC, which every program shows in local time.</summary>
internal sealed class CalendarWriter(IOptions<MailOptions> options, LinkAddresses addresses) : ICalendarWriter
{
    private const string Name = "Coaching sessions";

    public string Write(IReadOnlyList<FeedSession> sessions)
    {
        var calendar = new Ical.Net.Calendar { ProductId = CalendarInvite.ProductId };
        calendar.AddProperty(new CalendarProperty("NAME", Name));
        calendar.AddProperty(new CalendarProperty("X-WR-CALNAME", Name));
        calendar.AddProperty(new CalendarProperty("REFRESH-INTERVAL", "PT1H") { Parameters = { new CalendarParameter("VALUE", "DURATION") } });
        calendar.AddProperty(new CalendarProperty("X-PUBLISHED-TTL", "PT1H"));
        foreach (var session in sessions)
        {
            var entry = new CalendarEvent
            {
                // not that of its invitation: a program that has both would take one for the other
                Uid = $"{session.Id}.feed@{options.Value.CalendarDomain}",
                DtStamp = CalendarTimes.Utc.Of(session.UpdatedAt),
                Sequence = session.Sequence,
                Start = CalendarTimes.Utc.Of(session.Start),
                End = CalendarTimes.Utc.Of(session.Start.AddMinutes(session.Minutes)),
                Summary = session.Title ?? $"Coaching session with {session.With}",
                Description = $"With {session.With}, {session.Organization}\n{addresses.OfSession(session.Id)}",
            };
            entry.MeetAt(session.MeetingUrl);
            calendar.Events.Add(entry);
        }
        return new CalendarSerializer(calendar).SerializeToString()!;
    }
}
