using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Announcements;

/// <param name="Message">What everybody should know, 1 to 1000 characters.</param>
public sealed record AnnouncementRequest(string Message);

public sealed class AnnouncementValidator : AbstractValidator<AnnouncementRequest>
{
    public const int MessageMaxLength = 1_000;

    public AnnouncementValidator() => RuleFor(request => request.Message).NotEmpty().MaximumLength(MessageMaxLength);
}

/// <summary>Somebody who runs the organization, or the platform, has something to say.</summary>
/// <param name="OrganizationId">Null when it is said to everybody.</param>
public sealed record Announcement(Guid? OrganizationId, string Message) : ILiveEvent
{
    public static string Type => "announcement";
}

public sealed class AnnouncementService(IAppDb db, IOutbox outbox)
{
    /// <summary>To the members of one organization.</summary>
    public async Task<Announcement> AnnounceAsync(Guid organizationId, AnnouncementRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        var announcement = new Announcement(organizationId, request.Message);
        outbox.Add(await db.MembersOf(organizationId).ToListAsync(ct), announcement);
        await db.SaveChangesAsync(ct);
        return announcement;
    }

    /// <summary>To everybody.</summary>
    /// <exception cref="ForbiddenException">The caller is not super admin.</exception>
    public async Task<Announcement> AnnounceAsync(AnnouncementRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireSuperAdminAsync(callerId, ct);
        var announcement = new Announcement(null, request.Message);
        outbox.AddForEverybody(announcement);
        await db.SaveChangesAsync(ct);
        return announcement;
    }
}
