namespace CoachingPlatform.Domain.CoachingSessions;

/// <summary>Where an online session meets.</summary>
public enum MeetingProvider
{
    Google,
    Zoom,
}
