using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Actions;

/// <summary>An action was written down; put it into the list of its session.</summary>
public sealed record ActionCreated(Guid CoachingSessionId, ActionDto Action) : ILiveEvent
{
    public static string Type => "action_created";
}

/// <summary>An action has another text, status, date or other assignees; it is here as it is now.</summary>
public sealed record ActionUpdated(Guid CoachingSessionId, ActionDto Action) : ILiveEvent
{
    public static string Type => "action_updated";
}

/// <summary>An action is gone.</summary>
public sealed record ActionDeleted(Guid CoachingSessionId, Guid ActionId) : ILiveEvent
{
    public static string Type => "action_deleted";
}
