using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Goals;

/// <summary>A goal was set, and linked to the session in which that was done.</summary>
public sealed record GoalCreated(Guid CoachingRelationshipId, GoalDto Goal) : ILiveEvent
{
    public static string Type => "goal_created";
}

/// <summary>A goal has another title, text, status or date; it is here as it is now.</summary>
public sealed record GoalUpdated(Guid CoachingRelationshipId, GoalDto Goal) : ILiveEvent
{
    public static string Type => "goal_updated";
}

/// <summary>A goal is gone, and with it its links to sessions.</summary>
public sealed record GoalDeleted(Guid CoachingRelationshipId, Guid GoalId) : ILiveEvent
{
    public static string Type => "goal_deleted";
}

/// <summary>A goal is worked on in a session from now on.</summary>
public sealed record CoachingSessionGoalCreated(Guid CoachingRelationshipId, Guid CoachingSessionId, Guid GoalId) : ILiveEvent
{
    public static string Type => "coaching_session_goal_created";
}

/// <summary>A goal is no longer worked on in a session.</summary>
public sealed record CoachingSessionGoalDeleted(Guid CoachingRelationshipId, Guid CoachingSessionId, Guid GoalId) : ILiveEvent
{
    public static string Type => "coaching_session_goal_deleted";
}
