namespace CoachingPlatform.Application.CalendarFeeds;

/// <param name="ETag">Changes when the file does.</param>
/// <param name="LastModified">UTC.</param>
/// <param name="Text">Null: the reader has it already.</param>
public sealed record CalendarFile(string ETag, DateTime LastModified, string? Text);
