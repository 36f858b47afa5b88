using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Members;

/// <summary>Somebody joined or left an organization, has another role in it or no account any more; load its members again.</summary>
public sealed record MembershipChanged(Guid OrganizationId, Guid UserId) : ILiveEvent
{
    public static string Type => "membership_changed";
}
