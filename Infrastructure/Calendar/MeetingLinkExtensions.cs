using Ical.Net;
using Ical.Net.CalendarComponents;

namespace CoachingPlatform.Infrastructure.Calendar;

internal static class MeetingLinkExtensions
{
    /// <summary>A link to a meeting, in each of the places where programs look for one.</summary>
    public static void MeetAt(this CalendarEvent calendarEvent, string? url)
    {
        if (string.IsNullOrEmpty(url))
            return;
        calendarEvent.Location = url;
        calendarEvent.Url = new Uri(url);
        var conference = new CalendarProperty("CONFERENCE", url);
        conference.AddParameter("VALUE", "URI");
        conference.AddParameter("FEATURE", "VIDEO");
        calendarEvent.AddProperty(conference);
    }
}
