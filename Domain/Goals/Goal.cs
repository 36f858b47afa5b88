namespace CoachingPlatform.Domain.Goals;

/// <summary>An outcome a coachee works towards inside one coaching relationship.</summary>
public sealed class Goal : IVersioned
{
    public const int TitleMaxLength = 1_000;
    public const int BodyMaxLength = 20_000;

    /// <summary>Goals that may be in progress at a time in one relationship.</summary>
    public const int MaxInProgress = 3;

    private Goal()
    {
    }

    public Guid Id { get; private set; }

    public Guid CoachingRelationshipId { get; private set; }

    /// <summary>The session in which it was set; null when it was set outside one, or that session is gone.</summary>
    public Guid? CreatedInSessionId { get; private set; }

    /// <summary>Who set it.</summary>
    public Guid UserId { get; private set; }

    /// <summary>Never null: clients break on that.</summary>
    public string Title { get; private set; } = "";

    /// <summary>Never null: clients break on that.</summary>
    public string Body { get; private set; } = "";

    public ItemStatus Status { get; private set; }

    /// <summary>When <see cref="Status"/> last took another value, UTC.</summary>
    public DateTime StatusChangedAt { get; private set; }

    /// <summary>When the goal was completed, UTC; null unless it is completed now.</summary>
    public DateTime? CompletedAt { get; private set; }

    public DateOnly? TargetDate { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public Guid Version { get; private set; }

    public static Goal Create(
        Guid relationshipId, Guid? createdInSessionId, Guid userId, string? title, string? body, ItemStatus status, DateOnly? targetDate,
        DateTime now) => new()
        {
            Id = Guid.NewGuid(),
            CoachingRelationshipId = relationshipId,
            CreatedInSessionId = createdInSessionId,
            UserId = userId,
            Title = title ?? "",
            Body = body ?? "",
            Status = status,
            StatusChangedAt = now,
            CompletedAt = status == ItemStatus.Completed ? now : null,
            TargetDate = targetDate,
            CreatedAt = now,
            UpdatedAt = now,
        };

    /// <summary>Replaces the content; null clears.</summary>
    public void Update(string? title, string? body, ItemStatus status, DateOnly? targetDate, DateTime now)
    {
        (Title, Body, TargetDate) = (title ?? "", body ?? "", targetDate);
        ChangeStatus(status, now);
        UpdatedAt = now;
    }

    /// <summary>Completing stamps <see cref="CompletedAt"/>; anything else clears it.</summary>
    public void ChangeStatus(ItemStatus status, DateTime now)
    {
        UpdatedAt = now;
        if (status == Status)
            return;
        (Status, StatusChangedAt) = (status, now);
        CompletedAt = status == ItemStatus.Completed ? now : null;
    }

    /// <exception cref="RuleException">The goal is over (<c>cannot_link_completed_goal</c>).</exception>
    public void EnsureLinkable()
    {
        if (Status is ItemStatus.Completed or ItemStatus.WontDo)
            throw new RuleException("cannot_link_completed_goal", "A goal that is completed or given up cannot be linked to a session.");
    }
}
