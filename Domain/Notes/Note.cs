namespace CoachingPlatform.Domain.Notes;

/// <summary>A plain text kept with a session. It cannot be deleted.</summary>
public sealed class Note : IVersioned
{
    public const int BodyMaxLength = 100_000;

    private Note()
    {
    }

    public Guid Id { get; private set; }

    public Guid CoachingSessionId { get; private set; }

    public string? Body { get; private set; }

    /// <summary>Who wrote it.</summary>
    public Guid UserId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public Guid Version { get; private set; }

    public static Note Create(Guid sessionId, Guid userId, string? body, DateTime now) => new()
    {
        Id = Guid.NewGuid(),
        CoachingSessionId = sessionId,
        UserId = userId,
        Body = body,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public void Rewrite(string? body, DateTime now) => (Body, UpdatedAt) = (body, now);
}
