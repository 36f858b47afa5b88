using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Meetings;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

public sealed class CoachingSessionSeriesService(IAppDb db, IOutbox outbox, IMailQueue mails, MeetingLinks links, IMapper mapper, TimeProvider clock)
{
    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<CoachingSessionSeriesDto>> ListAsync(Guid relationshipId, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfRelationshipAsync(relationshipId, ct)).Require(callerId);
        var series = await db.CoachingSessionSeries.AsNoTracking()
            .Where(s => s.CoachingRelationshipId == relationshipId)
            .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id)
            .ToListAsync(ct);
        return mapper.Map<List<CoachingSessionSeriesDto>>(series);
    }

    /// <summary>With all its sessions, past and to come.</summary>
    public async Task<SeriesWithSessionsDto> GetAsync(Guid seriesId, Guid callerId, CancellationToken ct)
    {
        var series = await FindAsync(seriesId, ct);
        (await db.ParticipantsOfRelationshipAsync(series.CoachingRelationshipId, ct)).Require(callerId);
        return new SeriesWithSessionsDto(
            mapper.Map<CoachingSessionSeriesDto>(series),
            await db.CoachingSessions.AsNoTracking()
                .Where(s => s.CoachingSessionSeriesId == seriesId)
                .OrderBy(s => s.Date).ThenBy(s => s.Id)
                .ProjectTo<CoachingSessionDto>(mapper.ConfigurationProvider)
                .ToListAsync(ct));
    }

    /// <exception cref="RuleException">The rule contradicts itself, yields nothing or too much (<c>validation_error</c>).</exception>
    /// <exception cref="ConflictException">The organization is archived (<c>organization_archived</c>).</exception>
    public async Task<SeriesWithSessionsDto> CreateAsync(CreateCoachingSessionSeriesRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfRelationshipAsync(request.CoachingRelationshipId, ct)).RequireCoach(callerId);
        var defaults = await db.CoachingSessionDefaultsAsync(participants, ct);
        defaults.Organization.EnsureActive();

        var rule = RuleOf(request.StartAt, request.Recurrence, request.DurationMinutes ?? defaults.UsualMinutes);
        var series = CoachingSessionSeries.Create(participants.RelationshipId, rule, callerId, clock.UtcNow());
        var sessions = series.Plan(clock.UtcNow());
        links.AddTo(sessions);
        db.CoachingSessionSeries.Add(series);
        db.CoachingSessions.AddRange(sessions);
        Tell(series, sessions, participants);
        if (sessions[^1].Date > clock.UtcNow())
            mails.AddForEach(participants, userId => new SeriesScheduledMail(userId, series.Id));
        await db.SaveChangesAsync(ct);
        return ToDto(series, sessions);
    }

    /// <summary>
    /// Moves the sessions to come: the n-th takes the n-th new date and keeps what is in it, and those of the past stay as they are.
    /// The same rule again changes nothing.
    /// </summary>
    /// <exception cref="RuleException">The start lies in the past, or as for creating (<c>validation_error</c>).</exception>
    /// <exception cref="ConflictException">
    /// The new rule has fewer sessions, and something was written down in one that falls away (<c>session_not_empty</c>).
    /// </exception>
    public async Task<SeriesWithSessionsDto> RescheduleAsync(
        Guid seriesId, RescheduleCoachingSessionSeriesRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await ParticipantsAsync(seriesId, ct)).RequireCoach(callerId);
        if (request.StartAt < clock.UtcNow())
            throw new RuleException("A series is rescheduled from a start in the future.");

        return await db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var series = await FindAsync(seriesId, ct);
            var coming = await SessionsToComeAsync(seriesId, ct);
            var rule = RuleOf(request.StartAt, request.Recurrence, request.DurationMinutes ?? series.Rule.DurationMinutes);
            if (rule == series.Rule)
                return ToDto(series, coming);
            var previous = series.Rule;
            var (added, dropped) = series.Reschedule(rule, coming, clock.UtcNow());
            await db.EnsureEmptyAsync(dropped, ct);
            await db.RemoveSessionsAsync(dropped, outbox, participants, ct);
            links.AddTo(added);
            db.CoachingSessions.AddRange(added);
            List<CoachingSession> planned = [.. coming.Except(dropped), .. added];
            Tell(series, planned, participants);
            mails.AddForEach(participants, userId => new SeriesRescheduledMail(userId, seriesId, previous));
            return ToDto(series, planned);
        }, ct);
    }

    /// <summary>Removes the sessions to come with everything that was written down in them; those of the past stay as one-offs.</summary>
    public async Task DeleteAsync(Guid seriesId, Guid callerId, CancellationToken ct)
    {
        var participants = (await ParticipantsAsync(seriesId, ct)).RequireCoach(callerId);
        await db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var series = await FindAsync(seriesId, ct);
            var sessions = await db.CoachingSessions.Where(s => s.CoachingSessionSeriesId == seriesId).ToListAsync(ct);
            List<CoachingSession> coming = [.. sessions.Where(session => session.Date >= clock.UtcNow()).OrderBy(session => session.Date)];
            await db.RemoveSessionsAsync(coming, outbox, participants, ct);
            if (coming.Count > 0)
            {
                mails.AddForEach(participants, userId => new SeriesCancelledMail(
                    userId, participants.RelationshipId, seriesId, series.Rule, coming.Count, coming[0].Date, coming[^1].Date,
                    series.IcalSequence + 1));
            }
            db.CoachingSessionSeries.Remove(series);
            Tell(series, sessions, participants);
            return seriesId;
        }, ct);
    }

    /// <summary>Seconds are cut off here too, so that the rule's start is the first session's.</summary>
    private SeriesRule RuleOf(DateTime startAt, RecurrenceDto recurrence, int durationMinutes) =>
        new(startAt.AddTicks(-(startAt.Ticks % TimeSpan.TicksPerMinute)), mapper.Map<Recurrence>(recurrence), durationMinutes);

    private Task<List<CoachingSession>> SessionsToComeAsync(Guid seriesId, CancellationToken ct)
    {
        var now = clock.UtcNow();
        return db.CoachingSessions
            .Where(s => s.CoachingSessionSeriesId == seriesId && s.Date >= now)
            .OrderBy(s => s.Date).ThenBy(s => s.Id)
            .ToListAsync(ct);
    }

    private void Tell(CoachingSessionSeries series, IReadOnlyList<CoachingSession> sessions, Participants participants)
    {
        var changed = new CoachingSessionSeriesChanged(series.CoachingRelationshipId, series.Id);
        if (sessions.Count > 0)
            outbox.AddForSessionLists(participants, changed, sessions[0].Id);
        else
            outbox.Add(participants.Recipients, changed);
    }

    private SeriesWithSessionsDto ToDto(CoachingSessionSeries series, IReadOnlyList<CoachingSession> sessions) =>
        new(mapper.Map<CoachingSessionSeriesDto>(series), mapper.Map<List<CoachingSessionDto>>(sessions));

    private async Task<Participants> ParticipantsAsync(Guid seriesId, CancellationToken ct) =>
        await db.ParticipantsOfRelationshipAsync((await FindAsync(seriesId, ct)).CoachingRelationshipId, ct);

    private async Task<CoachingSessionSeries> FindAsync(Guid seriesId, CancellationToken ct) =>
        await db.CoachingSessionSeries.SingleOrDefaultAsync(s => s.Id == seriesId, ct)
        ?? throw new NotFoundException("coaching session series");
}
