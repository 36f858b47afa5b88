using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CalendarFeeds;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CalendarFeeds;

/// <summary>Calendars that programs subscribe to, under a secret address.</summary>
public sealed class CalendarFeedService(IAppDb db, IPageAddresses pages, ICalendarWriter calendars, TimeProvider clock)
{
    /// <summary>More sessions than anybody has in that time; a calendar program would not like more.</summary>
    private const int MaxSessions = 2_000;
    private const int DaysBack = 90;
    private const int DaysAhead = 365;

    /// <returns>Null when there is none.</returns>
    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    public async Task<CalendarFeedDto?> GetAsync(Guid userId, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        return await db.CalendarFeeds.AsNoTracking().SingleOrDefaultAsync(f => f.UserId == userId, ct) is { } feed ? ToDto(feed) : null;
    }

    /// <summary>Creates the address, or another one in its place: the one before is good no more.</summary>
    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    public async Task<CalendarFeedDto> CreateAsync(Guid userId, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        var secret = AccountLinkSecret.Create();
        if (await db.CalendarFeeds.SingleOrDefaultAsync(f => f.UserId == userId, ct) is { } feed)
            feed.Renew(secret, clock.UtcNow());
        else
            db.CalendarFeeds.Add(feed = CalendarFeed.Create(userId, secret, clock.UtcNow()));
        await db.SaveChangesAsync(ct);
        return ToDto(feed);
    }

    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    public async Task RevokeAsync(Guid userId, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        await db.CalendarFeeds.Where(f => f.UserId == userId).ExecuteDeleteAsync(ct);
    }

    /// <summary>
    /// The sessions of the last 90 days and the next 365, of somebody as coach and as coachee, in the organizations to which they still
    /// belong.
    /// </summary>
    /// <param name="known">ETag of what the reader has; null: nothing.</param>
    /// <exception cref="NotFoundException">There is no such address (any more).</exception>
    public async Task<CalendarFile> ReadAsync(string secret, string? known, CancellationToken ct)
    {
        var feed = await db.CalendarFeeds.AsNoTracking().SingleOrDefaultAsync(f => f.Secret == secret, ct);
        if (feed?.Secret != secret)   // a database may take one letter for another
            throw new NotFoundException("calendar");
        var userId = feed.UserId;
        var today = clock.UtcNow().Date;
        var (from, to) = (today.AddDays(-DaysBack), today.AddDays(DaysAhead));
        var sessions =
            from session in db.CoachingSessions
            join relationship in db.RelationshipsOf(userId) on session.CoachingRelationshipId equals relationship.Id
            join organization in db.Organizations on relationship.OrganizationId equals organization.Id
            where session.Date >= @from && session.Date < to
            select new { session, organization, other = relationship.CoachId == userId ? relationship.Coachee : relationship.Coach };
        var state = await sessions.GroupBy(_ => 1).Select(all => new
        {
            Count = all.Count(),
            Changed = all.Max(s => s.session.UpdatedAt),
            Renamed = all.Max(s => s.other.UpdatedAt),
            OrganizationChanged = all.Max(s => s.organization.UpdatedAt),
        }).SingleOrDefaultAsync(ct);
        DateTime[] changes = state is null ? [today] : [state.Changed, state.Renamed, state.OrganizationChanged];
        var etag = ETagOf(userId, today, state?.Count ?? 0, changes);
        if (etag == known)
            return new CalendarFile(etag, changes.Max(), null);

        var list = await sessions.OrderBy(s => s.session.Date).ThenBy(s => s.session.Id).Take(MaxSessions)
            .Select(s => new FeedSession(
                s.session.Id, s.session.Date, s.session.DurationMinutes, s.session.IcalSequence, s.session.Title,
                s.other.FirstName + " " + s.other.LastName, s.organization.Name, s.session.MeetingUrl, s.session.UpdatedAt))
            .ToListAsync(ct);
        return new CalendarFile(etag, changes.Max(), calendars.Write(list));
    }

    /// <summary>A day later other sessions are near enough.</summary>
    private static string ETagOf(Guid userId, DateTime today, int count, DateTime[] changes) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{userId} {today:yyyyMMdd} {count} {string.Join(' ', changes.Select(change => change.Ticks))}"))))[..32];

    private CalendarFeedDto ToDto(CalendarFeed feed)
    {
        var url = pages.OfCalendar(feed.Secret);
        return new CalendarFeedDto(url, $"webcal{url[url.IndexOf(':', StringComparison.Ordinal)..]}", feed.CreatedAt);
    }
}
