using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Goals;

/// <summary>A goal was set, and linked to the session in which that was done.</summary>
public sealed record GoalCreated(Guid CoachingRelationshipId, GoalDto Goal) : ILiveEvent
{
    public static string Type => "goal_created";
}

public sealed record GoalUpdated(Guid CoachingRelationshipId, GoalDto Goal) : ILiveEvent
{
    public static string Type => "goal_updated";
}

/// <summary>A goal is gone, and with it its links to sessions.</summary>
public sealed record GoalDeleted(Guid CoachingRelationshipId, Guid GoalId) : ILiveEvent
{
    public static string Type => "goal_deleted";
}

public sealed record CoachingSessionGoalCreated(Guid CoachingRelationshipId, Guid CoachingSessionId, Guid GoalId) : ILiveEvent
{
    public static string Type => "coaching_session_goal_created";
}

public sealed record CoachingSessionGoalDeleted(Guid CoachingRelationshipId, Guid CoachingSessionId, Guid GoalId) : ILiveEvent
{
    public static string Type => "coaching_session_goal_deleted";
}
