using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingSessions;

public sealed class CoachingSessionSeriesService(IAppDb db, IOutbox outbox, IMapper mapper, TimeProvider clock)
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
        return await WithSessionsAsync(series, db.CoachingSessions, ct);
    }

    /// <exception cref="RuleException">The rule contradicts itself, yields nothing or too much (<c>validation_error</c>).</exception>
    /// <exception cref="ConflictException">The organization is archived (<c>organization_archived</c>).</exception>
    public async Task<SeriesWithSessionsDto> CreateAsync(CreateCoachingSessionSeriesRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfRelationshipAsync(request.CoachingRelationshipId, ct)).RequireCoach(callerId);
        var place = await db.SessionPlaceAsync(participants, ct);
        place.Organization.EnsureActive();

        var rule = RuleOf(request.StartAt, request.Recurrence, request.DurationMinutes ?? place.UsualMinutes);
        var series = CoachingSessionSeries.Create(participants.RelationshipId, rule, callerId, clock.UtcNow());
        var sessions = series.Plan(clock.UtcNow());
        db.CoachingSessionSeries.Add(series);
        db.CoachingSessions.AddRange(sessions);
        Announce(series, participants);
        await db.SaveChangesAsync(ct);
        return ToDto(series, sessions);
    }

    /// <summary>Plans the sessions to come anew; those of the past stay as they are. The same rule again changes nothing.</summary>
    /// <exception cref="RuleException">The start lies in the past, or as for creating (<c>validation_error</c>).</exception>
    /// <exception cref="ConflictException">Something was written down in a session to come (<c>session_not_empty</c>).</exception>
    public async Task<SeriesWithSessionsDto> RescheduleAsync(
        Guid seriesId, RescheduleCoachingSessionSeriesRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = await ParticipantsAsync(seriesId, ct);
        participants.RequireCoach(callerId);
        if (request.StartAt < clock.UtcNow())
            throw new RuleException("A series is rescheduled from a start in the future.");

        await using var transaction = await db.LockRelationshipAsync(participants.RelationshipId, ct);
        var series = await FindAsync(seriesId, ct);
        var rule = RuleOf(request.StartAt, request.Recurrence, request.DurationMinutes ?? series.Rule.DurationMinutes);
        if (rule == series.Rule)
            return await WithSessionsAsync(series, SessionsToCome(), ct);
        series.Reschedule(rule, clock.UtcNow());
        var sessions = series.Plan(clock.UtcNow());
        await RemoveSessionsToComeAsync(seriesId, ct);
        db.CoachingSessions.AddRange(sessions);
        Announce(series, participants);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return ToDto(series, sessions);
    }

    /// <summary>Removes the sessions to come; those of the past stay as one-offs.</summary>
    /// <exception cref="ConflictException">Something was written down in a session to come (<c>session_not_empty</c>).</exception>
    public async Task DeleteAsync(Guid seriesId, Guid callerId, CancellationToken ct)
    {
        var participants = await ParticipantsAsync(seriesId, ct);
        participants.RequireCoach(callerId);
        await using var transaction = await db.LockRelationshipAsync(participants.RelationshipId, ct);
        var series = await FindAsync(seriesId, ct);
        await RemoveSessionsToComeAsync(seriesId, ct);
        db.CoachingSessionSeries.Remove(series);
        Announce(series, participants);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Seconds are cut off here too, so that the rule's start is the first session's.</summary>
    private SeriesRule RuleOf(DateTime startAt, RecurrenceDto recurrence, int durationMinutes) =>
        new(startAt.AddTicks(-(startAt.Ticks % TimeSpan.TicksPerMinute)), mapper.Map<Recurrence>(recurrence), durationMinutes);

    private async Task RemoveSessionsToComeAsync(Guid seriesId, CancellationToken ct) =>
        await db.RemoveSessionsAsync(await SessionsToCome().Where(s => s.CoachingSessionSeriesId == seriesId).ToListAsync(ct), ct);

    private IQueryable<CoachingSession> SessionsToCome()
    {
        var now = clock.UtcNow();
        return db.CoachingSessions.Where(s => s.Date >= now);
    }

    private void Announce(CoachingSessionSeries series, Participants participants) =>
        outbox.Add(participants.Recipients, new CoachingSessionSeriesChanged(series.CoachingRelationshipId, series.Id));

    private async Task<SeriesWithSessionsDto> WithSessionsAsync(
        CoachingSessionSeries series, IQueryable<CoachingSession> sessions, CancellationToken ct) => new(
        mapper.Map<CoachingSessionSeriesDto>(series),
        await sessions.AsNoTracking()
            .Where(s => s.CoachingSessionSeriesId == series.Id)
            .OrderBy(s => s.Date).ThenBy(s => s.Id)
            .ProjectTo<CoachingSessionDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct));

    private SeriesWithSessionsDto ToDto(CoachingSessionSeries series, IReadOnlyList<CoachingSession> sessions) =>
        new(mapper.Map<CoachingSessionSeriesDto>(series), mapper.Map<List<CoachingSessionDto>>(sessions));

    private async Task<Participants> ParticipantsAsync(Guid seriesId, CancellationToken ct) =>
        await db.ParticipantsOfRelationshipAsync((await FindAsync(seriesId, ct)).CoachingRelationshipId, ct);

    private async Task<CoachingSessionSeries> FindAsync(Guid seriesId, CancellationToken ct) =>
        await db.CoachingSessionSeries.SingleOrDefaultAsync(s => s.Id == seriesId, ct)
        ?? throw new NotFoundException("coaching session series");
}
