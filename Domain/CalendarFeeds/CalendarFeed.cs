namespace CoachingPlatform.Domain.CalendarFeeds;

/// <summary>The secret address under which a calendar program finds somebody's sessions. Everybody has one at most.</summary>
public sealed class CalendarFeed
{
    /// <summary>256 random bits.</summary>
    public const int SecretLength = 43;

    private CalendarFeed()
    {
    }

    public Guid UserId { get; private set; }

    /// <summary>Stored as it is, since its owner may look it up again: whoever knows it reads when and with whom they meet, and no more.</summary>
    public string Secret { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public static CalendarFeed Create(Guid userId, string secret, DateTime now) =>
        new() { UserId = userId, Secret = secret, CreatedAt = now };

    /// <summary>Calendars that follow the old address find nothing any more.</summary>
    public void Renew(string secret, DateTime now) => (Secret, CreatedAt) = (secret, now);
}
