using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Announcements;

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
