namespace CoachingPlatform.Domain;

/// <summary>How far an action or a goal has come.</summary>
public enum ItemStatus
{
    NotStarted,
    InProgress,
    Completed,
    OnHold,
    WontDo,
}
