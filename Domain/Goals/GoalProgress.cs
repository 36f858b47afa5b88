namespace CoachingPlatform.Domain.Goals;

/// <summary>How a goal is coming along.</summary>
public enum GoalProgress
{
    SolidMomentum,
    NeedsAttention,
    LetsRefocus,
}
