namespace CoachingPlatform.Domain.CoachingSessions;

/// <param name="StartAt">First start, UTC.</param>
/// <param name="DurationMinutes">1 to 480.</param>
public sealed record SeriesRule(DateTime StartAt, Recurrence Recurrence, int DurationMinutes);
