using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Members;
using CoachingPlatform.Application.Notes;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Mail;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.PersonalData;

/// <summary>What somebody may ask of whoever runs the server: a copy of their data, and to be forgotten. No route leads here.</summary>
public sealed class PersonalDataService(
    IAppDb db, IMapper mapper, MembershipService memberships, AccountDeletionService accounts, LoginSessionService sessions,
    IMailQueue mails, TimeProvider clock)
{
    /// <exception cref="NotFoundException">Nobody has this address.</exception>
    public async Task<PersonalDataDto> ExportAsync(string email, CancellationToken ct)
    {
        var userId = (await db.RequireAccountAsync(email, ct)).Id;
        var relationships = db.CoachingRelationships.AsNoTracking().Where(r => r.CoachId == userId || r.CoacheeId == userId);
        var series = db.CoachingSessionSeries.AsNoTracking().Where(s => relationships.Any(r => r.Id == s.CoachingRelationshipId));
        var sessionsOf = db.CoachingSessions.AsNoTracking().Where(s => relationships.Any(r => r.Id == s.CoachingRelationshipId));
        var goals = db.Goals.AsNoTracking().Where(g => relationships.Any(r => r.Id == g.CoachingRelationshipId));
        var actions = db.Actions.AsNoTracking().Where(a => sessionsOf.Any(s => s.Id == a.CoachingSessionId));
        var agreements = db.Agreements.AsNoTracking().Where(a => sessionsOf.Any(s => s.Id == a.CoachingSessionId));
        var topics = db.Topics.AsNoTracking().Where(t => sessionsOf.Any(s => s.Id == t.CoachingSessionId));
        var notes = db.Notes.AsNoTracking().Where(n => sessionsOf.Any(s => s.Id == n.CoachingSessionId));
        var organizations = db.Organizations.AsNoTracking().Where(o =>
            db.UserRoles.Any(r => r.UserId == userId && r.OrganizationId == o.Id) || relationships.Any(r => r.OrganizationId == o.Id));
        return new PersonalDataDto(
            await Project<UserDto>(db.Users.AsNoTracking().Where(u => u.Id == userId)).SingleAsync(ct),
            await Project<OrganizationDto>(organizations.OrderBy(o => o.CreatedAt)).ToListAsync(ct),
            await db.RoleChanges.Where(c => c.UserId == userId).OrderBy(c => c.Id)
                .Select(c => new RoleChangeDto(c.OrganizationId, c.OldRole, c.NewRole, c.ChangedAt)).ToListAsync(ct),
            await db.LoginSessions.Where(s => s.UserId == userId).OrderBy(s => s.CreatedAt)
                .Select(s => new LoginSessionTimesDto(s.CreatedAt, s.ExpiresAt)).ToListAsync(ct),
            await db.KnownDevices.Where(d => d.UserId == userId).OrderBy(d => d.LastUsedAt).Select(d => d.LastUsedAt).ToListAsync(ct),
            mapper.Map<MailPreferencesDto>(
                await db.MailPreferences.AsNoTracking().SingleOrDefaultAsync(p => p.UserId == userId, ct) ?? MailPreferences.Create(userId)),
            await db.CalendarFeeds.Where(f => f.UserId == userId).Select(f => (DateTime?)f.CreatedAt).SingleOrDefaultAsync(ct),
            await Project<CoachingRelationshipDto>(relationships.OrderBy(r => r.CreatedAt)).ToListAsync(ct),
            mapper.Map<List<CoachingSessionSeriesDto>>(await series.OrderBy(s => s.CreatedAt).ToListAsync(ct)),
            await Project<CoachingSessionDto>(sessionsOf.OrderBy(s => s.Date)).ToListAsync(ct),
            await db.CoachingSessionViews.Where(v => v.UserId == userId).OrderBy(v => v.LastViewedAt)
                .Select(v => new CoachingSessionViewDto(v.CoachingSessionId, v.LastViewedAt)).ToListAsync(ct),
            await Project<GoalDto>(goals.OrderBy(g => g.CreatedAt)).ToListAsync(ct),
            await Project<ActionDto>(actions.OrderBy(a => a.CreatedAt)).ToListAsync(ct),
            await Project<AgreementDto>(agreements.OrderBy(a => a.CreatedAt)).ToListAsync(ct),
            await Project<TopicDto>(topics.OrderBy(t => t.CreatedAt)).ToListAsync(ct),
            await Project<NoteDto>(notes.OrderBy(n => n.CreatedAt)).ToListAsync(ct));
    }

    /// <summary>
    /// Ends every membership and login session of somebody and deletes what is theirs alone. The work they shared with somebody stays,
    /// because it is the other person's too, under the name of a former member; where there is none, the account goes as well.
    /// </summary>
    /// <returns>Whether the account is gone; otherwise it is without a name, an address and a password.</returns>
    /// <exception cref="NotFoundException">Nobody has this address.</exception>
    /// <exception cref="ConflictException">Nobody would be left to run an organization (<c>last_organization_admin</c>).</exception>
    public Task<bool> EraseAsync(string email, CancellationToken ct) => db.InTransactionAsync(async () =>
    {
        var user = await db.RequireAccountAsync(email, ct);
        foreach (var role in await db.UserRoles.Where(r => r.UserId == user.Id).ToListAsync(ct))
            await memberships.EndRoleAsync(role, RoleChange.ByOperator, ct);
        await sessions.RevokeAsync(user.Id, ct);
        await mails.DropAsync(user, ct);
        if (!await accounts.HasWorkedAsync(user.Id, ct))
        {
            await accounts.DeleteAccountAsync(user.Id, ct);
            return true;
        }
        await db.AccountLinks.Where(l => l.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.KnownDevices.Where(d => d.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.MailPreferences.Where(p => p.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.CalendarFeeds.Where(f => f.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.CoachingSessionViews.Where(v => v.UserId == user.Id).ExecuteDeleteAsync(ct);
        user.Erase(clock.UtcNow());
        foreach (var relationship in await db.CoachingRelationships.Include(r => r.Coach).Include(r => r.Coachee)
            .Where(r => r.CoachId == user.Id || r.CoacheeId == user.Id).ToListAsync(ct))
            relationship.RenewSlug();
        return false;
    }, ct);

    private IQueryable<T> Project<T>(IQueryable rows) => rows.ProjectTo<T>(mapper.ConfigurationProvider);
}
