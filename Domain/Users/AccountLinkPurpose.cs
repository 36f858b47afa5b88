namespace CoachingPlatform.Domain.Users;

public enum AccountLinkPurpose
{
    /// <summary>An invited person chooses their first password.</summary>
    Setup,

    PasswordReset,

    /// <summary>Somebody who wants another address shows that it is theirs.</summary>
    EmailChange,
}
