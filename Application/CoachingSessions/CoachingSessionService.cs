using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Meetings;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Goals;
using CoachingPlatform.Domain.Topics;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

public sealed class CoachingSessionService(IAppDb db, IOutbox outbox, IMailQueue mails, MeetingLinks links, IMapper mapper, TimeProvider clock)
{
    public async Task<IReadOnlyList<CoachingSessionListItemDto>> ListAsync(
        CoachingSessionFilter filter, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfRelationshipAsync(filter.CoachingRelationshipId, ct)).Require(callerId);
        var sessions = await filter.ApplyAsync(db.CoachingSessions, ct);
        var list = await sessions.AsNoTracking().ProjectTo<CoachingSessionListItemDto>(mapper.ConfigurationProvider).ToListAsync(ct);
        var titles = await DisplayTitles.LoadAsync(db, list.Select(session => (session.Id, session.Title)), ct);
        return list.ConvertAll(session => session with { DisplayTitle = titles.Of(session.Id, session.Title) });
    }

    /// <summary>Who first reads a session of a series hydrates it, once, however many do so at the same time.</summary>
    public async Task<CoachingSessionDto> GetAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        if (await ReadAsync() is { HydratedAt: not null } session)
            return session;
        return await HydrateAsync(sessionId, participants, ct);

        Task<CoachingSessionDto?> ReadAsync() => db.CoachingSessions.AsNoTracking()
            .Where(s => s.Id == sessionId)
            .ProjectTo<CoachingSessionDto>(mapper.ConfigurationProvider)
            .SingleOrDefaultAsync(ct);
    }

    /// <exception cref="ConflictException">The organization is archived (<c>organization_archived</c>).</exception>
    public async Task<CoachingSessionDto> CreateAsync(CreateCoachingSessionRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = await db.ParticipantsOfRelationshipAsync(request.CoachingRelationshipId, ct);
        participants.RequireCoach(callerId);
        var defaults = await db.CoachingSessionDefaultsAsync(participants, ct);
        defaults.Organization.EnsureActive();

        return await db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var session = CoachingSession.Create(
                participants.RelationshipId, request.Date, request.DurationMinutes ?? defaults.UsualMinutes, request.Title,
                request.MeetingUrl, request.Provider, defaults.DocumentPrefix, clock.UtcNow());
            links.AddTo([session]);
            db.CoachingSessions.Add(session);
            outbox.AddForSessionLists(participants, new CoachingSessionCreated(participants.RelationshipId, session.Id), session.Id);
            await CarryForwardAsync(session, participants, ct);
            if (session.Date > clock.UtcNow())
                mails.AddForEach(participants, userId => new SessionScheduledMail(userId, session.Id));
            return mapper.Map<CoachingSessionDto>(session);
        }, ct);
    }

    public async Task<CoachingSessionDto> UpdateAsync(
        Guid sessionId, UpdateCoachingSessionRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(sessionId, ct)).RequireCoach(callerId);
        var session = await LoadAsync(sessionId, ct);

        var (start, minutes) = (session.Date, session.DurationMinutes);
        session.Reschedule(request.Date, request.DurationMinutes, request.MeetingUrl, request.Provider, clock.UtcNow());
        if ((start, minutes) != (session.Date, session.DurationMinutes) && (start > clock.UtcNow() || session.Date > clock.UtcNow()))
            mails.AddForEach(participants, userId => new SessionRescheduledMail(userId, sessionId, start, minutes));
        if (request.Title.IsGiven)
            session.Rename(request.Title.Value, clock.UtcNow());
        outbox.AddForSessionLists(participants, new CoachingSessionUpdated(participants.RelationshipId, sessionId), sessionId);
        await db.SaveChangesAsync(ct);
        return mapper.Map<CoachingSessionDto>(session);
    }

    /// <summary>Either participant may name the session; both learn of it, also when the title stays as it was.</summary>
    public async Task<CoachingSessionDto> RenameAsync(
        Guid sessionId, RenameCoachingSessionRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        var session = await LoadAsync(sessionId, ct);

        if (request.Title.IsGiven)
            session.Rename(request.Title.Value, clock.UtcNow());
        outbox.Add(participants.Recipients, new CoachingSessionTitleUpdated(sessionId));
        await db.SaveChangesAsync(ct);
        return mapper.Map<CoachingSessionDto>(session);
    }

    /// <summary>With everything that was written down in it.</summary>
    public async Task DeleteAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(sessionId, ct)).RequireCoach(callerId);
        await db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var session = await LoadAsync(sessionId, ct);
            await db.RemoveSessionsAsync([session], outbox, participants, ct);
            if (session.Date > clock.UtcNow())
            {
                mails.AddForEach(participants, userId => new SessionCancelledMail(
                    userId, participants.RelationshipId, sessionId, session.CoachingSessionSeriesId, session.IcalRecurrenceId,
                    session.Date, session.DurationMinutes, session.IcalSequence + 1));
            }
            outbox.AddForSessionLists(participants, new CoachingSessionDeleted(participants.RelationshipId, sessionId), sessionId);
            return sessionId;
        }, ct);
    }

    private Task<CoachingSessionDto> HydrateAsync(Guid sessionId, Participants participants, CancellationToken ct) =>
        db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var session = await LoadAsync(sessionId, ct);
            if (session.HydratedAt is null)
            {
                session.Hydrate((await db.CoachingSessionDefaultsAsync(participants, ct)).DocumentPrefix, clock.UtcNow());
                await CarryForwardAsync(session, participants, ct);
            }
            return mapper.Map<CoachingSessionDto>(session);
        }, ct);

    private async Task CarryForwardAsync(CoachingSession session, Participants participants, CancellationToken ct)
    {
        await CarryGoalsForwardAsync(session, participants, ct);
        await CarryTopicsForwardAsync(session, participants, ct);
    }

    /// <summary>Goals in progress are worked on in the next session too.</summary>
    private async Task CarryGoalsForwardAsync(CoachingSession session, Participants participants, CancellationToken ct)
    {
        var goalIds = await db.Goals
            .Where(g => g.CoachingRelationshipId == session.CoachingRelationshipId && g.Status == ItemStatus.InProgress)
            .OrderBy(g => g.CreatedAt).ThenBy(g => g.Id)
            .Take(Goal.MaxInProgress)
            .Select(g => g.Id)
            .ToListAsync(ct);
        foreach (var goalId in goalIds)
        {
            db.CoachingSessionGoals.Add(CoachingSessionGoal.Create(session.Id, goalId, clock.UtcNow()));
            outbox.Add(participants.Recipients, new CoachingSessionGoalCreated(session.CoachingRelationshipId, session.Id, goalId));
        }
    }

    /// <summary>Topics that were held in the session before have found their session.</summary>
    private async Task CarryTopicsForwardAsync(CoachingSession session, Participants participants, CancellationToken ct)
    {
        var before = await db.CoachingSessions
            .Where(s => s.CoachingRelationshipId == session.CoachingRelationshipId && s.Date < session.Date)
            .OrderByDescending(s => s.Date).ThenByDescending(s => s.Id)
            .Select(s => s.Id)
            .FirstOrDefaultAsync(ct);
        var held = await db.LiveTopics(before)
            .Where(t => t.Status == TopicStatus.Deferred)
            .OrderBy(t => t.DisplayOrder).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id)
            .ToListAsync(ct);
        if (held.Count == 0)
            return;
        for (var place = 0; place < held.Count; place++)
            held[place].CarryTo(session.Id, place, clock.UtcNow());
        outbox.Add(participants.Recipients, new TopicsChanged(session.Id));
        outbox.Add(participants.Recipients, new TopicsChanged(before));
    }

    private async Task<CoachingSession> LoadAsync(Guid sessionId, CancellationToken ct) =>
        await db.CoachingSessions.SingleOrDefaultAsync(s => s.Id == sessionId, ct)
        ?? throw new NotFoundException("coaching session");
}
