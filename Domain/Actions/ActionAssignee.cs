namespace CoachingPlatform.Domain.Actions;

/// <summary>Somebody an action is assigned to.</summary>
public sealed class ActionAssignee
{
    private ActionAssignee()
    {
    }

    internal ActionAssignee(Guid actionId, Guid userId) => (ActionId, UserId) = (actionId, userId);

    public Guid ActionId { get; private set; }

    public Guid UserId { get; private set; }
}
