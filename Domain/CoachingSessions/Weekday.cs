namespace CoachingPlatform.Domain.CoachingSessions;

/// <summary>Weeks start on Monday.</summary>
public enum Weekday
{
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}
