namespace CoachingPlatform.Domain.CoachingSessions;

/// <summary>Where an online session meets. Unlike other names of values, these are lower case for clients.</summary>
public enum MeetingProvider
{
    Google,
    Zoom,
}
