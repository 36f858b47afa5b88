using CoachingPlatform.Domain.RateLimits;

namespace CoachingPlatform.Application.RateLimits;

/// <summary>Something that is allowed only so often, and what its refusal is called.</summary>
/// <param name="Name">Part of the key that is counted under.</param>
/// <param name="Code">The error's code.</param>
public sealed record RateLimit(string Name, string Code, string Message, params IReadOnlyList<Allowance> Limits)
{
    /// <summary>
    /// Wrong passwords for one account from one address, or from one browser that is known; nobody mistypes that often. For whom:
    /// account, then address or browser.
    /// </summary>
    public static readonly RateLimit LoginToAccountFromDevice = new(
        "login", "login_rate_limited", "There were too many attempts to sign in. Wait a little and try again.",
        new Allowance(10, TimeSpan.FromMinutes(15)));

    /// <summary>Wrong passwords for one account from all unknown browsers together: guesses from many addresses.</summary>
    public static readonly RateLimit LoginToAccount = LoginToAccountFromDevice with { Limits = [new(100, TimeSpan.FromMinutes(15))] };

    /// <summary>Wrong passwords from one address, whatever the account; an office shares one.</summary>
    public static readonly RateLimit LoginFromNetworkAddress = LoginToAccount with { Name = "login_address" };

    /// <summary>Wrong current passwords of somebody who is signed in and wants another one.</summary>
    public static readonly RateLimit PasswordChange = LoginToAccountFromDevice with { Name = "password_change" };

    public static readonly RateLimit PasswordReset = new(
        "password_reset", "password_reset_rate_limited", "A reset was asked for a moment ago. Look for the message, or wait and try again.",
        new Allowance(1, TimeSpan.FromMinutes(1)), new Allowance(5, TimeSpan.FromHours(24)));

    public static readonly RateLimit EmailChange = new(
        "email_change", "email_change_rate_limited",
        "Another address was asked for a moment ago. Look for the message, or wait and try again.",
        new Allowance(1, TimeSpan.FromMinutes(1)), new Allowance(5, TimeSpan.FromHours(24)));

    public static readonly RateLimit UserLookup = new(
        "user_lookup", "user_lookup_rate_limited", "There were too many look-ups in the last hour. Try again later.",
        new Allowance(30, TimeSpan.FromHours(1)));
}
