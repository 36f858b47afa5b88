using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>A session has another title; load it and the lists that show it again.</summary>
public sealed record CoachingSessionTitleUpdated(Guid CoachingSessionId) : ILiveEvent
{
    public static string Type => "coaching_session_title_updated";
}
