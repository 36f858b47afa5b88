using System.Text.Json.Serialization;
using CoachingPlatform.Application.Users;

namespace CoachingPlatform.Application.Members;

/// <summary>How far an invited person has come.</summary>
public enum InviteStatus
{
    /// <summary>The invitation waits for an answer.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>The invitation is too old: send it again.</summary>
    [JsonStringEnumMemberName("expired")] Expired,

    /// <summary>They have chosen a password.</summary>
    [JsonStringEnumMemberName("active")] Active,
}

/// <summary>A member of an organization.</summary>
public sealed record MemberDto : UserDto
{
    public required InviteStatus InviteStatus { get; init; }
}
