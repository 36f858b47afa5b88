using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Domain.Users;

/// <summary>A person with an account.</summary>
public sealed class User
{
    /// <summary>In octets of UTF-8, as mail servers count; a column that counts characters is never shorter.</summary>
    public const int EmailMaxLength = 254;

    public const int NameMaxLength = 255;
    public const int TimezoneMaxLength = 50;
    public const int DefaultSessionDurationMinutes = 60;

    private User()
    {
    }

    public Guid Id { get; private set; }

    public string Email { get; private set; } = "";

    /// <summary>What makes two addresses the same: trimmed, lower case. Unique; look-ups compare this.</summary>
    public string EmailNormalized { get; private set; } = "";

    public string FirstName { get; private set; } = "";

    public string LastName { get; private set; } = "";

    /// <summary>How the person wants to be called; never null on the wire, because clients trim it.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>Null until the invited person has chosen a password; nobody can sign in before that.</summary>
    public string? PasswordHash { get; private set; }

    /// <summary>Copied into each login session; a new one makes all older sessions worthless.</summary>
    public Guid SecurityStamp { get; private set; }

    public string? GithubUsername { get; private set; }

    public string? GithubProfileUrl { get; private set; }

    /// <summary>IANA name, for example <c>Europe/Oslo</c>.</summary>
    public string Timezone { get; private set; } = "UTC";

    /// <summary>Length of a session this person creates as a coach without saying how long, in minutes.</summary>
    public int DefaultCoachingSessionDurationMinutes { get; private set; } = DefaultSessionDurationMinutes;

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public ICollection<UserRole> Roles { get; } = [];

    /// <exception cref="RuleException">There is no such time zone (<c>validation_error</c>).</exception>
    public static User Create(string email, string firstName, string lastName, string timezone, DateTime now) => new()
    {
        Id = Guid.NewGuid(),
        Email = email.Trim(),
        EmailNormalized = NormalizeEmail(email),
        FirstName = firstName,
        LastName = lastName,
        DisplayName = firstName,
        Timezone = TimeZones.Ensure(timezone),
        SecurityStamp = Guid.NewGuid(),
        CreatedAt = now,
        UpdatedAt = now,
    };

    public static string NormalizeEmail(string email) => email.Trim().ToLowerInvariant();

    /// <summary>Null keeps what is there.</summary>
    /// <exception cref="RuleException">
    /// The duration is out of bounds, there is no such time zone, or the e-mail address is not one (<c>validation_error</c>).
    /// </exception>
    public void Update(
        string? firstName, string? lastName, string? displayName, string? githubProfileUrl, string? timezone,
        int? defaultSessionDurationMinutes, DateTime now)
    {
        if (defaultSessionDurationMinutes is { } minutes)
            DefaultCoachingSessionDurationMinutes = CoachingSession.ValidDuration(minutes);
        if (timezone is not null)
            Timezone = TimeZones.Ensure(timezone);
        GithubProfileUrl = WebAddress.Ensure(githubProfileUrl) ?? GithubProfileUrl;
        FirstName = firstName ?? FirstName;
        LastName = lastName ?? LastName;
        DisplayName = displayName ?? DisplayName;
        UpdatedAt = now;
    }

    public void ChangeEmail(string email, DateTime now) =>
        (Email, EmailNormalized, UpdatedAt) = (email.Trim(), NormalizeEmail(email), now);

    /// <summary>What an administrator knows about somebody they invite; null: nothing.</summary>
    /// <exception cref="RuleException">The profile's address is none (<c>validation_error</c>).</exception>
    public void Introduce(string? displayName, string? githubUsername, string? githubProfileUrl)
    {
        DisplayName = displayName ?? DisplayName;
        GithubUsername = githubUsername;
        GithubProfileUrl = WebAddress.Ensure(githubProfileUrl);
    }

    /// <summary>Forgets who this is; what others worked on with them still has an account to belong to, which nobody can sign in to.</summary>
    public void Erase(DateTime now)
    {
        ChangeEmail($"{Id:N}@erased.invalid", now);   // no mail server ever has this domain
        (FirstName, LastName, DisplayName) = ("Former", "member", "Former member");
        (GithubUsername, GithubProfileUrl, PasswordHash) = (null, null, null);
        (Timezone, DefaultCoachingSessionDurationMinutes) = ("UTC", DefaultSessionDurationMinutes);
        SecurityStamp = Guid.NewGuid();
    }

    /// <summary>Sets a new password and ends every login session that was opened with the old one.</summary>
    public void ChangePassword(string passwordHash, DateTime now)
    {
        PasswordHash = passwordHash;
        SecurityStamp = Guid.NewGuid();
        UpdatedAt = now;
    }
}
