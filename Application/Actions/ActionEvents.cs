using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Actions;

public sealed record ActionCreated(Guid CoachingSessionId, ActionDto Action) : ILiveEvent
{
    public static string Type => "action_created";
}

public sealed record ActionUpdated(Guid CoachingSessionId, ActionDto Action) : ILiveEvent
{
    public static string Type => "action_updated";
}

public sealed record ActionDeleted(Guid CoachingSessionId, Guid ActionId) : ILiveEvent
{
    public static string Type => "action_deleted";
}
