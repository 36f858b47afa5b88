using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Announcements;

/// <summary>Somebody who runs the organization, or the platform, has something to say.</summary>
/// <param name="OrganizationId">Null when it is said to everybody.</param>
public sealed record Announcement(Guid? OrganizationId, string Message) : ILiveEvent
{
    public static string Type => "announcement";
}
