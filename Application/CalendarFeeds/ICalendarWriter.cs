namespace CoachingPlatform.Application.CalendarFeeds;

/// <summary>Writes what calendar programs read.</summary>
public interface ICalendarWriter
{
    /// <summary>The text of an <c>.ics</c> file with these sessions.</summary>
    string Write(IReadOnlyList<FeedSession> sessions);
}
