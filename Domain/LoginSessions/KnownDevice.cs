namespace CoachingPlatform.Domain.LoginSessions;

/// <summary>
/// A browser in which somebody has signed in before. Whoever guesses an account's password cannot keep its owner out of such a
/// browser. Its cookie holds a random token, of which only the hash is kept here.
/// </summary>
public sealed class KnownDevice
{
    /// <summary>Length of a SHA-256 hash in hexadecimal.</summary>
    public const int IdLength = 64;

    /// <summary>Per user; the one that was not used for longest makes room for another.</summary>
    public const int MostPerUser = 10;

    /// <summary>Not used for so long it is forgotten.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    private KnownDevice()
    {
    }

    /// <summary>Hash of the token in the cookie.</summary>
    public string Id { get; private set; } = "";

    public Guid UserId { get; private set; }

    /// <summary>When the user last signed in with it, UTC.</summary>
    public DateTime LastUsedAt { get; private set; }

    public static KnownDevice Create(string id, Guid userId, DateTime now) => new() { Id = id, UserId = userId, LastUsedAt = now };
}
