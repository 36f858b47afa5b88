using System.ComponentModel.DataAnnotations;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>Settings of login sessions, section <c>Session</c>.</summary>
public sealed class LoginSessionOptions
{
    public const string Section = "Session";

    /// <summary>How long somebody stays signed in without doing anything. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);
}
