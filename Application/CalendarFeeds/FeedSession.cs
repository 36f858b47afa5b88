namespace CoachingPlatform.Application.CalendarFeeds;

/// <summary>A session in somebody's calendar.</summary>
/// <param name="With">Name of the other person.</param>
/// <param name="Start">UTC.</param>
public sealed record FeedSession(
    Guid Id, DateTime Start, int Minutes, int Sequence, string? Title, string With, string Organization, string? MeetingUrl,
    DateTime UpdatedAt);
