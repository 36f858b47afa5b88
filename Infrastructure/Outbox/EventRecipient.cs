namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>An event of the log under one of its recipients: whoever comes back finds their own, however much was sent to others.</summary>
public sealed class EventRecipient
{
    /// <summary>Stands for whoever is connected.</summary>
    public static readonly Guid Everybody = Guid.Empty;

    public required Guid UserId { get; init; }

    /// <summary>The event's number.</summary>
    public required long Number { get; init; }
}
