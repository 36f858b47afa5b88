using System.ComponentModel.DataAnnotations;

namespace CoachingPlatform.Application.Accounts;

/// <summary>Settings of the links that let somebody set a password or confirm an address, section <c>AccountLinks</c>.</summary>
public sealed class AccountLinkOptions
{
    public const string Section = "AccountLinks";

    /// <summary>How long an invitation is good for. Default 72 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan SetupLifetime { get; init; } = TimeSpan.FromHours(72);

    /// <summary>How long a password reset is good for. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan PasswordResetLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a link that confirms an address is good for. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan EmailChangeLifetime { get; init; } = TimeSpan.FromHours(24);
}
