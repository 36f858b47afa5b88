using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Organizations;

/// <summary>An organization was renamed, archived or made active again; load it and the lists of organizations again.</summary>
public sealed record OrganizationChanged(Guid OrganizationId) : ILiveEvent
{
    public static string Type => "organization_changed";
}
