namespace CoachingPlatform.Application.CalendarFeeds;

/// <param name="Url">Secret: whoever knows it reads this calendar.</param>
/// <param name="WebcalUrl">The same for programs that subscribe when such a link is opened.</param>
public sealed record CalendarFeedDto(string Url, string WebcalUrl, DateTime CreatedAt);
