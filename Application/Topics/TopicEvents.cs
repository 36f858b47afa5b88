using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Topics;

/// <summary>The topics of a session, or their order, have changed; load them again.</summary>
public sealed record TopicsChanged(Guid CoachingSessionId) : ILiveEvent
{
    public static string Type => "topics_changed";
}
