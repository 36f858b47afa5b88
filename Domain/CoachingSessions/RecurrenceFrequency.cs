namespace CoachingPlatform.Domain.CoachingSessions;

public enum RecurrenceFrequency
{
    Daily,
    Weekly,
    Biweekly,
    Monthly,
}
