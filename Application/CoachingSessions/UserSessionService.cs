using System.Globalization;
using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>
/// The sessions of one user in all organizations that they belong to, as coach or coachee. A fixed number of queries, whatever is
/// included. What hangs on the sessions is found by their ids, so that the search for them is not repeated for each part.
/// </summary>
public sealed class UserSessionService(IAppDb db, IMapper mapper, TimeProvider clock)
{
    private const int MaxGoalsPerSession = 3;

    /// <exception cref="RuleException">The organization is asked for without the relationship.</exception>
    public async Task<IReadOnlyList<UserSessionDto>> ListAsync(
        Guid userId, UserSessionFilter filter, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        var include = filter.Include;
        if (include.Contains(CoachingSessionInclude.Organization) && !include.Contains(CoachingSessionInclude.Relationship))
            throw new RuleException("include: organization needs relationship.");
        var sessions = await filter.ApplyAsync(db.CoachingSessions, db.RelationshipsOf(userId), ct);
        var list = await sessions.AsNoTracking().ToListAsync(ct);
        var ids = list.Select(session => session.Id).ToArray();
        var titles = await DisplayTitles.LoadAsync(db, list.Select(session => (session.Id, session.Title)), ct);
        var views = await db.CoachingSessionViews
            .Where(view => view.UserId == userId && EF.Parameter(ids).Contains(view.CoachingSessionId))
            .ToDictionaryAsync(view => view.CoachingSessionId, view => view.LastViewedAt, ct);
        var people = include.Contains(CoachingSessionInclude.Relationship) ? await LoadPeopleAsync(list, ct) : null;
        var goals = include.Contains(CoachingSessionInclude.Goal) ? await LoadGoalsAsync(ids, ct) : null;
        var agreements = include.Contains(CoachingSessionInclude.Agreements) ? await LoadAgreementsAsync(ids, ct) : null;
        var topics = include.Contains(CoachingSessionInclude.Topics) ? await LoadTopicsAsync(ids, ct) : null;

        return list.ConvertAll(session =>
        {
            var around = people?[session.CoachingRelationshipId];
            return mapper.Map<UserSessionDto>(session) with
            {
                DisplayTitle = titles.Of(session.Id, session.Title),
                ViewerLastViewedAt = views.TryGetValue(session.Id, out var viewedAt) ? viewedAt : null,
                Relationship = around?.Relationship,
                Coach = around?.Coach,
                Coachee = around?.Coachee,
                Organization = include.Contains(CoachingSessionInclude.Organization) ? around?.Organization : null,
                Goals = goals?[session.Id].Take(MaxGoalsPerSession).ToList(),
                Agreement = agreements?[session.Id].FirstOrDefault(),
                Topics = topics?[session.Id].ToList(),
            };
        });
    }

    /// <summary>Sessions by calendar month in the viewer's time zone; the bounds are days in UTC.</summary>
    public async Task<SessionCountsDto> CountByMonthAsync(Guid userId, UserSessionCountFilter filter, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        var zone = LocalDays.Zone(filter.TimeZone);
        var dates = await filter.Apply(db.CoachingSessions, db.RelationshipsOf(userId)).Select(s => s.Date).ToListAsync(ct);
        return new SessionCountsDto([.. dates
            .GroupBy(date => TimeZoneInfo.ConvertTimeFromUtc(date, zone).ToString("yyyy-MM", CultureInfo.InvariantCulture))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new MonthCountDto(group.Key, group.Count()))]);
    }

    /// <summary>Remembers that the caller looks at a session now, and says when they did before.</summary>
    public async Task<SessionViewDto> ViewAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        return await db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var view = await db.CoachingSessionViews.SingleOrDefaultAsync(
                v => v.UserId == callerId && v.CoachingSessionId == sessionId, ct);
            var (before, now) = (view?.LastViewedAt, clock.UtcNow());
            if (view is null)
                db.CoachingSessionViews.Add(CoachingSessionView.Create(callerId, sessionId, now));
            else
                view.ViewAgain(now);
            return new SessionViewDto(before, now);
        }, ct);
    }

    private sealed record People(RelationshipIdsDto Relationship, UserDto Coach, UserDto Coachee, OrganizationDto Organization);

    private async Task<Dictionary<Guid, People>> LoadPeopleAsync(IEnumerable<CoachingSession> sessions, CancellationToken ct)
    {
        var relationshipIds = sessions.Select(session => session.CoachingRelationshipId).Distinct().ToArray();
        var relationships = await db.CoachingRelationships.AsNoTracking()
            .Include(r => r.Coach).Include(r => r.Coachee)
            .Where(r => EF.Parameter(relationshipIds).Contains(r.Id))
            .ToListAsync(ct);
        var organizationIds = relationships.Select(r => r.OrganizationId).Distinct().ToArray();
        var organizations = await db.Organizations.AsNoTracking()
            .Where(o => EF.Parameter(organizationIds).Contains(o.Id))
            .ProjectTo<OrganizationDto>(mapper.ConfigurationProvider)
            .ToDictionaryAsync(organization => organization.Id, ct);
        return relationships.ToDictionary(r => r.Id, r => new People(
            mapper.Map<RelationshipIdsDto>(r), mapper.Map<UserDto>(r.Coach), mapper.Map<UserDto>(r.Coachee),
            organizations[r.OrganizationId]));
    }

    private async Task<ILookup<Guid, GoalDto>> LoadGoalsAsync(Guid[] ids, CancellationToken ct)
    {
        var links = await (
            from link in db.CoachingSessionGoals.AsNoTracking()
            join goal in db.Goals on link.GoalId equals goal.Id
            where EF.Parameter(ids).Contains(link.CoachingSessionId)
            orderby goal.CreatedAt, goal.Id
            select new { link.CoachingSessionId, Goal = goal }).ToListAsync(ct);
        return links.ToLookup(link => link.CoachingSessionId, link => mapper.Map<GoalDto>(link.Goal));
    }

    private async Task<ILookup<Guid, AgreementDto>> LoadAgreementsAsync(Guid[] ids, CancellationToken ct) =>
        (await db.Agreements.AsNoTracking()
            .Where(a => EF.Parameter(ids).Contains(a.CoachingSessionId))
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.Id)
            .ProjectTo<AgreementDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct)).ToLookup(agreement => agreement.CoachingSessionId);

    private async Task<ILookup<Guid, TopicDto>> LoadTopicsAsync(Guid[] ids, CancellationToken ct) =>
        (await db.Topics.AsNoTracking()
            .Where(t => t.DeletedAt == null && EF.Parameter(ids).Contains(t.CoachingSessionId))
            .OrderBy(t => t.DisplayOrder).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id)
            .ProjectTo<TopicDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct)).ToLookup(topic => topic.CoachingSessionId);
}
