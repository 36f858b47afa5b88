namespace CoachingPlatform.Domain.Users;

/// <summary>
/// A link that lets somebody set a password, or confirm an address, once. Only the hash of its secret is kept, so that a copy of the
/// database opens no account.
/// </summary>
public sealed class AccountLink
{
    /// <summary>Length of a SHA-256 hash in hexadecimal.</summary>
    public const int HashLength = 64;

    private AccountLink()
    {
    }

    public Guid UserId { get; private set; }

    public AccountLinkPurpose Purpose { get; private set; }

    /// <summary>Null until the message with the link is written: before that there is no link.</summary>
    public string? Hash { get; private set; }

    /// <summary>UTC, inclusive.</summary>
    public DateTime ExpiresAt { get; private set; }

    /// <summary>The address that the link confirms; null for links of another purpose.</summary>
    public string? NewEmail { get; private set; }

    public static AccountLink Create(Guid userId, AccountLinkPurpose purpose, DateTime expiresAt) =>
        new() { UserId = userId, Purpose = purpose, ExpiresAt = expiresAt };

    /// <summary>A new link; the one before is worth nothing any more.</summary>
    public void Renew(string? hash, DateTime expiresAt) => (Hash, ExpiresAt) = (hash, expiresAt);

    /// <summary>A new link is to be sent to another address; the one before is worth nothing any more.</summary>
    public void AskFor(string newEmail, DateTime expiresAt) => (NewEmail, Hash, ExpiresAt) = (newEmail.Trim(), null, expiresAt);
}
