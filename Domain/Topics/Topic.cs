namespace CoachingPlatform.Domain.Topics;

/// <summary>
/// Something to talk about in a session. Deferring and deleting can be undone once: the topic remembers what it was, until
/// it is changed in another way; being put in another place is none.
/// </summary>
public sealed class Topic : IVersioned
{
    public const int BodyMaxLength = 20_000;

    private Topic()
    {
    }

    public Guid Id { get; private set; }

    public Guid CoachingSessionId { get; private set; }

    /// <summary>It may be empty.</summary>
    public string Body { get; private set; } = "";

    /// <summary>Who brought it up.</summary>
    public Guid UserId { get; private set; }

    /// <summary>Place in the session's list; two topics may share one, then the older comes first.</summary>
    public int DisplayOrder { get; private set; }

    public TopicPriority? Priority { get; private set; }

    public TopicStatus Status { get; private set; }

    /// <summary>The session it was deferred from; null when it was not, or that session is gone.</summary>
    public Guid? MovedFromSessionId { get; private set; }

    /// <summary>UTC; null unless it was deleted. A deleted topic is visible to nothing but undo.</summary>
    public DateTime? DeletedAt { get; private set; }

    /// <summary>What undo brings back; null when there is nothing to undo.</summary>
    public TopicSnapshot? UndoSnapshot { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public Guid Version { get; private set; }

    public static Topic Create(Guid sessionId, Guid userId, string body, TopicPriority? priority, int displayOrder, DateTime now) => new()
    {
        Id = Guid.NewGuid(),
        CoachingSessionId = sessionId,
        Body = body,
        UserId = userId,
        DisplayOrder = displayOrder,
        Priority = priority,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public void Reword(string body, DateTime now)
    {
        Body = body;
        Changed(now);
    }

    public void Rate(TopicPriority? priority, DateTime now)
    {
        Priority = priority;
        Changed(now);
    }

    /// <summary>What was deferred or deleted before can still be undone, and stays in its new place then.</summary>
    public void PlaceAt(int displayOrder, DateTime now)
    {
        DisplayOrder = displayOrder;
        if (UndoSnapshot is { } before && before.CoachingSessionId == CoachingSessionId)
            UndoSnapshot = before with { DisplayOrder = displayOrder };
        UpdatedAt = now;
    }

    /// <summary>Open or discussed; see <see cref="Hold"/> and <see cref="MoveTo"/> for deferring.</summary>
    public void ChangeStatus(TopicStatus status, DateTime now)
    {
        Status = status;
        Changed(now);
    }

    /// <summary>Defers the topic where it is, because there is no later session; doing it twice changes nothing.</summary>
    public void Hold(Guid heldBy, DateTime now)
    {
        if (Status == TopicStatus.Deferred)
            return;
        Remember(heldBy);
        Status = TopicStatus.Deferred;
        UpdatedAt = now;
    }

    /// <summary>Defers the topic to a later session, where it is open again.</summary>
    public void MoveTo(Guid sessionId, int displayOrder, Guid movedBy, DateTime now)
    {
        Remember(movedBy);
        Move(sessionId, displayOrder);
        UpdatedAt = now;
    }

    /// <summary>Takes a held topic into a new session; this is not undone.</summary>
    public void CarryTo(Guid sessionId, int displayOrder, DateTime now)
    {
        Move(sessionId, displayOrder);
        Changed(now);
    }

    public void Delete(Guid deletedBy, DateTime now)
    {
        Remember(deletedBy);
        DeletedAt = now;
    }

    /// <summary>
    /// Whether somebody may see the topic and undo what was done to it: a deletion is undone by who did it and by the author.
    /// </summary>
    public bool IsWithinReachOf(Guid userId) => DeletedAt is null || UserId == userId || UndoSnapshot?.ChangedBy == userId;

    /// <summary>A topic that is held is open afterwards in any case: people have no other way to say so.</summary>
    /// <exception cref="RuleException">There is nothing to undo (<c>validation_error</c>).</exception>
    public void Undo(DateTime now)
    {
        if (UndoSnapshot is null && Status == TopicStatus.Deferred)
        {
            ChangeStatus(TopicStatus.Open, now);
            return;
        }
        if (UndoSnapshot is not { } before)
            throw new RuleException("There is nothing to undo.");
        (CoachingSessionId, Body, DisplayOrder, Priority) = (before.CoachingSessionId, before.Body, before.DisplayOrder, before.Priority);
        (Status, MovedFromSessionId, DeletedAt, UpdatedAt) = (before.Status, before.MovedFromSessionId, before.DeletedAt, before.UpdatedAt);
        UndoSnapshot = null;
    }

    /// <summary>The session it came from is gone.</summary>
    public void ForgetOrigin() => MovedFromSessionId = null;

    private void Move(Guid sessionId, int displayOrder)
    {
        MovedFromSessionId = CoachingSessionId;
        CoachingSessionId = sessionId;
        DisplayOrder = displayOrder;
        Status = TopicStatus.Open;
    }

    private void Remember(Guid changedBy) => UndoSnapshot = new TopicSnapshot(
        CoachingSessionId, Body, DisplayOrder, Priority, Status, MovedFromSessionId, DeletedAt, UpdatedAt, changedBy);

    private void Changed(DateTime now)
    {
        UndoSnapshot = null;
        UpdatedAt = now;
    }
}
