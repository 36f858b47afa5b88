namespace CoachingPlatform.Domain.Agreements;

/// <summary>Something coach and coachee have settled on in a session.</summary>
public sealed class Agreement : IVersioned
{
    public const int BodyMaxLength = 20_000;

    private Agreement()
    {
    }

    public Guid Id { get; private set; }

    public Guid CoachingSessionId { get; private set; }

    public string? Body { get; private set; }

    /// <summary>Who wrote it down.</summary>
    public Guid UserId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public Guid Version { get; private set; }

    public static Agreement Create(Guid sessionId, Guid userId, string? body, DateTime now) => new()
    {
        Id = Guid.NewGuid(),
        CoachingSessionId = sessionId,
        UserId = userId,
        Body = body,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public void Reword(string? body, DateTime now) => (Body, UpdatedAt) = (body, now);
}
