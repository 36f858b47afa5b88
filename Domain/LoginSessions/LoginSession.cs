namespace CoachingPlatform.Domain.LoginSessions;

/// <summary>
/// Somebody is signed in on one browser. The cookie holds a random token; only its hash is kept here, so that a copy of
/// the database opens no account.
/// </summary>
public sealed class LoginSession
{
    /// <summary>Length of a SHA-256 hash in hexadecimal.</summary>
    public const int IdLength = 64;

    /// <summary>A request extends the session only when this much of its life has passed, so that reading stays reading.</summary>
    private const int ExtensionsPerLifetime = 100;

    private LoginSession()
    {
    }

    /// <summary>Hash of the token in the cookie.</summary>
    public string Id { get; private set; } = "";

    public Guid UserId { get; private set; }

    /// <summary>The user's stamp when the session was opened; a different one now means that the password has changed.</summary>
    public Guid SecurityStamp { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>UTC; moves on with use.</summary>
    public DateTime ExpiresAt { get; private set; }

    public static LoginSession Open(string id, Guid userId, Guid securityStamp, TimeSpan lifetime, DateTime now) => new()
    {
        Id = id,
        UserId = userId,
        SecurityStamp = securityStamp,
        CreatedAt = now,
        ExpiresAt = now + lifetime,
    };

    /// <summary>
    /// Whether a use at <paramref name="now"/> should move the expiry of a session that expires at <paramref name="expiresAt"/>.
    /// </summary>
    public static bool ShouldExtend(DateTime expiresAt, TimeSpan lifetime, DateTime now) =>
        now + lifetime - expiresAt >= lifetime / ExtensionsPerLifetime;
}
